import type { KlineColumn, KlineColumns } from './kline-table.ts';
import { type DecimalColumn, type PackedKlines, unpackColumn } from './packed-klines.ts';

/** The columns of packed klines, each made once, when it is asked for. */
export function unpackedColumns(packed: PackedKlines): KlineColumns {
  const made = new Map<KlineColumn, readonly unknown[]>();
  const once = (name: KlineColumn, make: () => readonly unknown[]): readonly unknown[] => {
    const known = made.get(name) ?? make();
    made.set(name, known);
    return known;
  };
  const numbers = (name: 'openTime' | 'closeTime' | 'tradeCount'): readonly number[] =>
    once(name, () => [...(packed[name] ?? [])]) as readonly number[];
  const decimals = (name: DecimalColumn): readonly string[] =>
    once(name, () => unpackColumn(packed, name)) as readonly string[];
  const optional = (name: DecimalColumn): readonly string[] | null =>
    packed.decimals.includes(name) ? decimals(name) : null;
  return {
    get openTime() {
      return numbers('openTime');
    },
    get closeTime() {
      return numbers('closeTime');
    },
    get open() {
      return decimals('open');
    },
    get high() {
      return decimals('high');
    },
    get low() {
      return decimals('low');
    },
    get close() {
      return decimals('close');
    },
    get volume() {
      return optional('volume');
    },
    get quoteVolume() {
      return optional('quoteVolume');
    },
    get tradeCount() {
      return packed.tradeCount && numbers('tradeCount');
    },
    get takerBuyVolume() {
      return optional('takerBuyVolume');
    },
    get takerBuyQuoteVolume() {
      return optional('takerBuyQuoteVolume');
    },
  };
}
