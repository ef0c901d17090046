import { InvalidDataError } from '../errors/invalid-data-error.ts';
import type { StorageErrorDetails } from '../errors/storage-error.ts';

/** A book that can't be one: crossed, unsorted, not positive, empty. Nothing of its batch was stored. */
export class InvalidOrderBookError extends InvalidDataError {
  /** Its place in the batch, from 0. */
  readonly index: number;

  constructor(message: string, details: StorageErrorDetails & { readonly index: number }) {
    super(message, details);
    this.index = details.index;
  }
}
