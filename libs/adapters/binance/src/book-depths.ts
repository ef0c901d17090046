import { InvalidRequestError, type OrderBookDepths, UnsupportedCapabilityError } from '@marketloom/exchange';

/** What is asked for when nothing is said: what costs least of the steps that show more than the very top. */
export const DEFAULT_DEPTH = 100;

/**
 * The smallest depth that an endpoint takes and that is enough.
 * @throws {InvalidRequestError} when `wanted` is not a number of levels
 * @throws {UnsupportedCapabilityError} when it is more than the endpoint gives
 */
export function sufficientDepth(depths: OrderBookDepths, wanted: number, operation: string): number {
  const details = { exchange: 'binance', operation };
  if (!Number.isSafeInteger(wanted) || wanted < 1) {
    throw new InvalidRequestError(`a depth is a whole number of levels from 1 up, not ${wanted}`, details);
  }
  const enough = depths.kind === 'steps' ? depths.steps.find((step) => step >= wanted) : wanted;
  const most = depths.kind === 'steps' ? (depths.steps.at(-1) ?? 0) : depths.maximum;
  if (enough === undefined || enough > most) {
    throw new UnsupportedCapabilityError(
      `a depth of ${wanted} is more than the ${most} levels there are`,
      details,
    );
  }
  return enough;
}
