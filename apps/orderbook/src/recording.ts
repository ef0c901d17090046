import {
  type CommandContext,
  exchangeOption,
  parseCount,
  parseDuration,
  readSelection,
  refuseSeveralExchanges,
  type SelectionFlags,
  selectionOptions,
} from '@marketloom/cli';
import type { RecordingOptions } from '@marketloom/ingestion';

/** The flags of every command that records books. */
export const recordingOptions = {
  exchange: exchangeOption,
  ...selectionOptions,
  symbols: { ...selectionOptions.symbols, alias: 'symbol' },
  every: {
    type: 'string',
    describe: 'Time between two snapshots, such as 500ms, 5s, 1h [default: [orderbook] every, 5s]',
  },
  duration: { type: 'string', describe: 'Stop after so long, such as 10m; else at Ctrl-C' },
} as const;

/** The values of these flags, and of those that each command describes in its own words. */
export interface RecordingFlags extends SelectionFlags {
  readonly exchange: string;
  readonly every: string | undefined;
  readonly duration: string | undefined;
  readonly count: number | undefined;
}

/** What is recorded, and on which schedule. */
export interface Recording extends Pick<
  RecordingOptions,
  'selection' | 'everyMs' | 'durationMs' | 'toleranceMs' | 'maximumLevels'
> {
  readonly count: number | undefined;
}

/**
 * What the flags and `[orderbook]` say of it.
 * @throws {UsageError} naming what is at fault
 */
export function readRecording(
  { configuration }: Pick<CommandContext, 'configuration'>,
  flags: RecordingFlags,
): Recording {
  refuseSeveralExchanges(flags.exchange);
  const usual = configuration.core('orderbook');
  return {
    selection: readSelection(flags),
    everyMs: flags.every === undefined ? usual.every : parseDuration(flags.every, 'every'),
    count: flags.count === undefined ? undefined : parseCount(flags.count, 'count'),
    durationMs: flags.duration === undefined ? undefined : parseDuration(flags.duration, 'duration'),
    toleranceMs: usual.tolerance,
    maximumLevels: usual.waiting_levels,
  };
}
