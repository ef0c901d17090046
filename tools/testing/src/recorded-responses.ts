import type { RecordedResponse } from '@marketloom/adapter-testkit';
import { recordings } from './recordings.ts';

const KINDS: readonly string[] = [
  'symbols',
  'klines',
  'orderbook',
  'error',
] satisfies RecordedResponse['kind'][];

/**
 * The recorded responses of an exchange, as `recordingChecks` takes them; none where there are none. `markets` says which
 * of the adapter's markets is meant where a recording has another word for it.
 */
export function recordedResponses(
  exchange: string,
  markets: Readonly<Record<string, string>> = {},
): readonly RecordedResponse[] {
  const known = recordings;
  if (known === null) return [];
  return known.index
    .filter((recording) => recording.exchange === exchange && KINDS.includes(recording.kind))
    .map(({ file, kind, market, url, request_body: asked }) => ({
      file,
      kind: kind as RecordedResponse['kind'],
      market: markets[market] ?? market,
      // Of some it is not known what was asked.
      url: URL.canParse(url) ? url : 'https://unknown.invalid/',
      ...(asked === undefined ? {} : { asked: JSON.parse(asked) as unknown }),
      text: known.text(file),
    }));
}
