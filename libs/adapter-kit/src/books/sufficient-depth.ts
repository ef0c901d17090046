import { InvalidRequestError, type OrderBookDepths, UnsupportedCapabilityError } from '@marketloom/exchange';

/**
 * The smallest depth that an endpoint takes and that is enough.
 * @throws {InvalidRequestError} when `wanted` is not a number of levels
 * @throws {UnsupportedCapabilityError} when it is more than the endpoint gives
 */
export function sufficientDepth(
  depths: OrderBookDepths,
  wanted: number,
  details: { readonly exchange: string; readonly operation: string },
): number {
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
