import { UsageError } from '../usage-error.ts';
import { parseList } from './parse-list.ts';
import type { InstrumentSelection } from '@marketloom/ingestion';

/** The flags that say which instruments are meant. */
export const selectionOptions = {
  symbols: { type: 'string', describe: 'Symbols, such as BTC-USDT-SPOT,ETH-USDT-PERP' },
  base: { type: 'string', describe: 'All with this base asset' },
  quote: { type: 'string', describe: 'All with this quote asset' },
  type: { choices: ['SPOT', 'PERP', 'FUTURE'] as const, describe: 'All of this type' },
  market: { type: 'string', describe: "All of this market, in the exchange's words: spot, usdm …" },
  all: { type: 'boolean', default: false, describe: 'All that are listed' },
} as const;

/** The values of {@link selectionOptions}. */
export interface SelectionFlags {
  readonly symbols: string | undefined;
  readonly base: string | undefined;
  readonly quote: string | undefined;
  readonly type: 'SPOT' | 'PERP' | 'FUTURE' | undefined;
  readonly market: string | undefined;
  readonly all: boolean;
}

/**
 * Which instruments the flags mean.
 * @throws {UsageError} when they say nothing, or two things at once
 */
export function readSelection({
  symbols,
  base,
  quote,
  type,
  market,
  all,
}: SelectionFlags): InstrumentSelection {
  const filter = { base: base?.toUpperCase(), quote: quote?.toUpperCase(), type, market };
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const ways = [symbols !== undefined, isFiltered, all].filter(Boolean).length;
  if (ways === 0)
    throw new UsageError('say which instruments: --symbols, or --base, --quote, --type, --market, or --all');
  if (ways > 1)
    throw new UsageError(
      'give --symbols, or a filter (--base, --quote, --type, --market), or --all: one of them',
    );
  if (symbols !== undefined) return { symbols: parseList(symbols, 'symbols') };
  return isFiltered ? { filter } : { all: true };
}
