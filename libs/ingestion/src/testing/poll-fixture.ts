import {
  type ExchangeInterface,
  type Logger,
  NetworkError,
  type OrderBookLevel,
  type OrderBookSnapshot,
} from '@marketloom/exchange';
import type { CatalogueEntry, Database, OrderBookLapse } from '@marketloom/storage';
import { SymbolRepresentation } from '@marketloom/symbol';
import { pollOrderBooks, type PollOrderBooksOptions } from '../poll-order-books.ts';
import type { PollSummary } from '../poll-summary.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** How an exchange answers. */
export interface PollScript {
  /** How long the answer takes, ms. */
  readonly latency: () => number;
  /** Whether it is an error. */
  readonly fails?: () => boolean;
}

/** What a run did, and what it asked and recorded. */
export interface PollTrace {
  readonly summary: PollSummary;
  /** By symbol: when the exchange was asked, epoch ms. */
  readonly asked: ReadonlyMap<string, readonly number[]>;
  readonly lapses: readonly OrderBookLapse[];
  /** By symbol id: how many books were stored. */
  readonly stored: ReadonlyMap<number, number>;
}

const SYMBOLS = ['BTC-USDT-SPOT', 'ETH-USDT-SPOT'];
const level = {} as OrderBookLevel;

/** Polls two books of an exchange that answers as the script says, into a store that takes everything at once. */
export async function tracePoll(
  clock: SimulatedClock,
  script: PollScript,
  options: Partial<PollOrderBooksOptions> & { readonly logger?: Logger },
): Promise<PollTrace> {
  const asked = new Map<string, number[]>(SYMBOLS.map((symbol) => [symbol, []]));
  const lapses: OrderBookLapse[] = [];
  const stored = new Map<number, number>();
  const entries = SYMBOLS.map((text, index) => {
    const symbol = SymbolRepresentation.parse(text);
    return { id: index + 1, symbol, market: 'spot', status: 'trading' } as CatalogueEntry;
  });
  let update = 0n;
  const exchange = {
    id: 'simulated',
    useInstruments: () => undefined,
    orderBookCost: () => null,
    fetchOrderBookSnapshot: async ({ symbol }: { symbol: CatalogueEntry }): Promise<OrderBookSnapshot> => {
      asked.get(symbol.symbol.toString())?.push(clock.now());
      await clock.sleep(script.latency());
      if (script.fails?.() === true)
        throw new NetworkError('no answer', { exchange: 'simulated', operation: 'fetchOrderBookSnapshot' });
      update += 1n;
      return { bids: [level], asks: [level], lastUpdateId: update } as unknown as OrderBookSnapshot;
    },
  } as unknown as ExchangeInterface;
  const symbols = {
    resolve: async (symbol: SymbolRepresentation) =>
      entries.filter((entry) => entry.symbol.toString() === symbol.toString()),
  } as unknown as Database['symbols'];
  const orderBooks: PollOrderBooksOptions['database']['orderBooks'] = {
    storeAll: async (batch) =>
      batch.map(({ symbolId }) => {
        stored.set(symbolId, (stored.get(symbolId) ?? 0) + 1);
        return { stored: true };
      }),
    recordLapses: async (list) => void lapses.push(...list.map((lapse) => ({ ...lapse }))),
  };
  const summary = await clock.until(
    pollOrderBooks({
      exchange,
      database: { symbols, orderBooks },
      selection: { symbols: SYMBOLS },
      clock,
      ...options,
    }),
  );
  return { summary, asked, lapses, stored };
}

/** The slots of the lapses of one kind of a book, ascending. */
export function slotsOf(
  lapses: readonly OrderBookLapse[],
  symbolId: number,
  kind: OrderBookLapse['kind'],
  everyMs: number,
): number[] {
  return lapses
    .filter((lapse) => lapse.symbolId === symbolId && lapse.kind === kind)
    .flatMap(({ slotAt, slots }) => Array.from({ length: slots }, (_, index) => slotAt + index * everyMs))
    .toSorted((a, b) => a - b);
}
