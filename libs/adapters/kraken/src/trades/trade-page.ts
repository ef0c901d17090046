import { readSequence } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';

/** One trade. Decimals are text as sent. */
export interface Trade {
  /** Unique within its pair; of answers without ids, as those up to 2019 are recorded, made of what the row tells. */
  readonly id: string;
  /** Epoch ms, cut off. */
  readonly timeMs: number;
  readonly price: string;
  /** In base. */
  readonly volume: string;
}

/** One answer with trades, ascending. */
export interface TradePage {
  /** What was asked for: trades from this time on, epoch ns. Whether one at this very time belongs to it is left open. */
  readonly since: bigint;
  /** The time of the last trade in it, epoch ns; `since` where it has none. */
  readonly last: bigint;
  readonly trades: readonly Trade[];
}

/** Where a row has the trade's id. */
const ID = 6;

/**
 * Reads an answer of Trades: https://docs.kraken.com/api-reference/market-data/get-recent-trades. Rows are price, volume,
 * time in s, side, type of order, a remark, and the trade's id.
 * @throws {BadResponseError}
 */
export function readTradePage(answer: JsonReader, since: bigint): TradePage {
  const result = answer.field('result');
  const rows =
    result.entries().find(([, field]) => Array.isArray(field.value))?.[1] ??
    result.fail('holds no array of trades');
  const seen = new Map<string, number>();
  const trades = rows.items().map((row) => ({
    id: idOf(row, seen),
    timeMs: wholeMilliseconds(row.item(2)),
    price: plain(row.item(0)),
    volume: plain(row.item(1)),
  }));
  return { since, last: trades.length === 0 ? since : readSequence(result.field('last')), trades };
}

/** A row without an id is told by its cells, and by how often the same came before. */
function idOf(row: JsonReader, seen: Map<string, number>): string {
  const cells = row.items();
  const id = cells[ID];
  if (id !== undefined) return id.decimal();
  const told = cells.map(({ value }) => String(value)).join(' ');
  const before = seen.get(told) ?? 0;
  seen.set(told, before + 1);
  return `${told} #${before}`;
}

function plain(cell: JsonReader): string {
  const text = cell.decimal();
  return /[eE-]/.test(text) ? cell.fail('is not a plain decimal above zero') : text;
}

/** `1688669597.8277369` → 1688669597827: by its digits, since a float would round up now and then. */
function wholeMilliseconds(cell: JsonReader): number {
  const [, seconds, fraction = ''] = /^(\d{1,12})(?:\.(\d+))?$/.exec(cell.decimal()) ?? [];
  if (seconds === undefined) return cell.fail('is not a time in seconds');
  return Number(seconds) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}
