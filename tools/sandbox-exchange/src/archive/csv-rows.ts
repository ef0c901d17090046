import type { Market } from '../market.ts';

/** From here on, epoch ms, the spot archive tells times in microseconds. */
const MICROSECONDS_SINCE = Date.UTC(2025, 0, 1);
const CLOSE_TIME = 6;
const HEADER =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';

/**
 * The rows of a klines body as the lines of an archive's file, digit for digit, without those that close at or after
 * `closedBy`.
 */
export function csvRows(body: Buffer, market: Market, start: number, closedBy: number): string[] {
  const text = body.toString('latin1').slice(2, -2).replaceAll('"', '');
  if (text === '') return [];
  const inMicroseconds = market === 'spot' && start >= MICROSECONDS_SINCE;
  const lines: string[] = [];
  for (const line of text.split('],[')) {
    const fields = line.split(',');
    if (Number(fields[CLOSE_TIME]) >= closedBy) break;
    if (!inMicroseconds) {
      lines.push(line);
      continue;
    }
    fields[0] += '000';
    fields[CLOSE_TIME] += '999';
    lines.push(fields.join(','));
  }
  return lines;
}

/** The file of some lines. */
export function csvFile(lines: readonly string[], options: { readonly header: boolean }): Buffer {
  return Buffer.from(`${[...(options.header ? [HEADER] : []), ...lines].join('\n')}\n`, 'latin1');
}
