import { expect, expectTypeOf, it } from 'vitest';
import {
  type AnyStorageError,
  isStorageError,
  NewerMigrationsError,
  StatementError,
  type StorageErrorKind,
} from '../index.ts';

/** What a person is told of a failure, by its kind. */
function tell(error: unknown): string {
  if (!isStorageError(error)) return 'not of storage';
  // @ts-expect-error only one kind has it
  expect(error.databaseVersion).not.toBe(null);
  switch (error.kind) {
    case 'newerMigrations':
      expectTypeOf(error).toEqualTypeOf<NewerMigrationsError>();
      return `${error.databaseVersion} > ${error.knownVersion}`;
    // @ts-expect-error there is no such kind
    case 'offline':
      return '';
    default:
      return error.retryable ? 'again' : error.kind;
  }
}

it('an error of storage is narrowed by its kind', () => {
  const operation = 'open';
  expect(tell(new NewerMigrationsError({ operation, databaseVersion: 9, knownVersion: 7 }))).toBe('9 > 7');
  expect(tell(new StatementError('refused', { operation }))).toBe('statement');
  expect(tell(new Error('else'))).toBe('not of storage');
});

it('the union has every kind, and which of them may be tried again', () => {
  expectTypeOf<AnyStorageError['kind']>().toEqualTypeOf<StorageErrorKind>();
  type Retryable = Extract<AnyStorageError, { readonly retryable: true }>['kind'];
  expectTypeOf<Retryable>().toEqualTypeOf<'unreachable' | 'resources' | 'conflict'>();
});
