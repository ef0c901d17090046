import { isExchangeError } from '@marketloom/exchange';
import { isStorageError } from '@marketloom/storage';
import { IngestionError } from './ingestion-error.ts';

/** Why something could not be done, in a form that prints and serialises. */
export interface Failure {
  /** The kind of error: `network`, `badResponse`, `storage`, `interrupted` … */
  readonly kind: string;
  /** What failed, where, and what to do. */
  readonly message: string;
}

/** What an error tells, as data. */
export function describeFailure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (isExchangeError(error)) return { kind: error.kind, message };
  if (isStorageError(error)) return { kind: 'storage', message };
  if (IngestionError.isInstance(error)) return { kind: error.kind, message };
  return { kind: 'unexpected', message };
}

/** The storage errors that concern one series only. */
const ofOneSeries: ReadonlySet<string> = new Set(['conflict', 'invalidData', 'statement']);

/** Whether going on with other instruments makes no sense: the exchange or the database refuses us altogether. */
export function stopsEverything(error: unknown): boolean {
  if (isStorageError(error)) return !ofOneSeries.has(error.kind);
  return isExchangeError(error) && error.kind === 'ban';
}
