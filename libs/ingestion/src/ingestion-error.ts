const marker: unique symbol = Symbol.for('@marketloom/ingestion/error') as never;

/**
 * - `emptyCatalogue`: the catalogue holds nothing of the exchange yet
 * - `nothingSelected`: the filter matches no instrument
 * - `invalidRequest`: what was asked for cannot be
 * - `overBudget`: it is more than the exchange's request budget allows
 * - `busy`: another run has the series
 */
export type IngestionErrorKind =
  | 'emptyCatalogue'
  | 'nothingSelected'
  | 'invalidRequest'
  | 'overBudget'
  | 'busy';

/** What was asked for cannot be begun. Nothing has been fetched or stored. */
export class IngestionError extends Error {
  override readonly name = 'IngestionError';
  /** What kind of obstacle it is. */
  readonly kind: IngestionErrorKind;
  readonly [marker] = true;

  constructor(kind: IngestionErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }

  /** Whether a value is an {@link IngestionError}, whichever copy of this package made it. */
  static isInstance(value: unknown): value is IngestionError {
    return (
      typeof value === 'object' && value !== null && (value as Record<PropertyKey, unknown>)[marker] === true
    );
  }
}
