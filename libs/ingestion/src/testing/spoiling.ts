import { BadResponseError, type ExchangeInterface, type TimeRange } from '@marketloom/exchange';

/**
 * An exchange with candles that cannot be had.
 * @param isAhead whether it says so before it gives the good ones that lie before them
 */
export function spoiling(
  exchange: ExchangeInterface,
  spoilt: readonly TimeRange[],
  isAhead = false,
): ExchangeInterface {
  const fetch = exchange.fetchKlines.bind(exchange);
  exchange.fetchKlines = async function* fetchKlines(request) {
    const next = spoilt.find(({ start, end }) => start < request.end && request.start < end);
    const end = Math.min(request.end, next?.start ?? request.end);
    if (request.start < end && !(isAhead && next)) yield* fetch({ ...request, end });
    if (next === undefined) return;
    const details = {
      exchange: exchange.id,
      operation: 'fetchKlines',
      path: '$[0]',
      sample: '',
      range: next,
    };
    throw new BadResponseError('these candles cannot be', details);
  };
  return exchange;
}
