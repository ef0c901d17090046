import { DatabaseAuthenticationError } from './database-authentication-error.ts';
import { DatabaseUnreachableError } from './database-unreachable-error.ts';
import { InsufficientPrivilegeError } from './insufficient-privilege-error.ts';
import { InvalidDataError } from './invalid-data-error.ts';
import { ServerResourcesError } from './server-resources-error.ts';
import { SilentServerError } from './silent-server-error.ts';
import { sqlStateOf } from './sql-state.ts';
import { StatementError } from './statement-error.ts';
import { StorageConflictError } from './storage-conflict-error.ts';
import { isStorageError } from './any-storage-error.ts';
import type { StorageError, StorageErrorDetails } from './storage-error.ts';
import { UnknownDatabaseError } from './unknown-database-error.ts';

type StorageErrorClass = new (message: string, details: StorageErrorDetails) => StorageError;

/** By SQLSTATE, or its first two characters (the class); the longer one counts. */
const bySqlState: Readonly<Record<string, readonly [StorageErrorClass, string]>> = {
  '08': [DatabaseUnreachableError, 'check that the server runs and try again'],
  '57P01': [DatabaseUnreachableError, 'the server was stopped or the session ended; try again when it runs'],
  '57P02': [DatabaseUnreachableError, 'the server crashed; try again when it runs'],
  '57P03': [DatabaseUnreachableError, 'the server is starting or stopping; try again in a moment'],
  '57P04': [UnknownDatabaseError, 'it was dropped; create it (CREATE DATABASE) or correct the address'],
  '57P05': [DatabaseUnreachableError, 'the server ends sessions that are idle for so long; try again'],
  '25P03': [DatabaseUnreachableError, 'the server ends transactions that are idle for so long; try again'],
  '57014': [StatementError, "the user's statement_timeout or an administrator ended it; allow it more time"],
  '28': [DatabaseAuthenticationError, "check the user and the password in the database's address"],
  '3D000': [UnknownDatabaseError, 'create it (CREATE DATABASE) or correct the address'],
  '42501': [InsufficientPrivilegeError, 'grant the user that right, or connect as another'],
  '25006': [InsufficientPrivilegeError, "the server takes no writes; give the primary's address"],
  '40': [StorageConflictError, 'another session was in the way; try again'],
  '55P03': [StorageConflictError, 'another session holds the lock; try again'],
  '23505': [StorageConflictError, 'another session stored the same; try again'],
  '22': [InvalidDataError, 'the value cannot be stored'],
  '23': [InvalidDataError, 'the value cannot be stored'],
  '53100': [ServerResourcesError, "the server's disk is full; free some space and try again"],
  '53300': [
    ServerResourcesError,
    'the server has no connection left; lower the pool size or raise max_connections',
  ],
  '53': [ServerResourcesError, 'the server ran out of resources; try again later'],
  '58030': [ServerResourcesError, 'the server cannot read or write its files; look at its log'],
};

const connectionCodes: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT',
  'EADDRNOTAVAIL',
]);

const ofSilence =
  'see whether the server is stopped or overloaded and the network lets us through, and try again';

/** What pg itself says, without a code, when there is no connection (any more). */
const connectionMessages =
  /connection terminated|not queryable|timeout e(?:xpired|xceeded)|read timeout|connection ended|cannot use a pool after/i;

/**
 * The typed error for what a server, its driver or the network threw. An error that is typed already is returned as it
 * is. `operation` says what was being done.
 */
export function toStorageError(error: unknown, operation: string): StorageError {
  if (isStorageError(error)) return error;
  const details = { operation, cause: error };
  const said = messageOf(error);
  const state = sqlStateOf(error);
  if (state !== null) {
    const known = bySqlState[state] ?? bySqlState[state.slice(0, 2)];
    if (known === undefined) return new StatementError(`${said} (SQLSTATE ${state})`, details);
    const [ErrorClass, advice] = known;
    return new ErrorClass(`${said} (SQLSTATE ${state}); ${advice}`, details);
  }
  const { code } = (typeof error === 'object' && error !== null ? error : {}) as { code?: unknown };
  if (error instanceof SilentServerError) {
    return new DatabaseUnreachableError(`${said}; ${ofSilence}`, details);
  }
  if (connectionCodes.has(code) || connectionMessages.test(said)) {
    return new DatabaseUnreachableError(`${said}; check the address and that the server runs`, details);
  }
  if (said.startsWith('SASL')) {
    return new DatabaseAuthenticationError(`${said}; put the password into the database's address`, details);
  }
  return new StatementError(said, details);
}

/** Runs `work`; what it throws is typed by {@link toStorageError}. */
export async function withStorageErrors<T>(operation: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw toStorageError(error, operation);
  }
}

function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(messageOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
