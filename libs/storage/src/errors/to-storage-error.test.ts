import { describe, expect, test } from 'vitest';
import { DatabaseUnreachableError } from './database-unreachable-error.ts';
import { sqlStateOf } from './sql-state.ts';
import { isStorageError } from './any-storage-error.ts';
import { toStorageError, withStorageErrors } from './to-storage-error.ts';

const failure = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('what a server or the network throws', () => {
  test.each([
    ['08006', 'unreachable', true],
    ['57P01', 'unreachable', true],
    ['57P03', 'unreachable', true],
    ['57P04', 'unknownDatabase', false],
    ['57P05', 'unreachable', true],
    ['25P03', 'unreachable', true],
    ['57014', 'statement', false],
    ['28P01', 'authentication', false],
    ['28000', 'authentication', false],
    ['3D000', 'unknownDatabase', false],
    ['42501', 'insufficientPrivilege', false],
    ['25006', 'insufficientPrivilege', false],
    ['40P01', 'conflict', true],
    ['40001', 'conflict', true],
    ['55P03', 'conflict', true],
    ['23505', 'conflict', true],
    ['23514', 'invalidData', false],
    ['22P02', 'invalidData', false],
    ['53100', 'resources', true],
    ['53300', 'resources', true],
    ['42P01', 'statement', false],
    ['ECONNREFUSED', 'unreachable', true],
    ['EPIPE', 'unreachable', true],
  ])('with %s is %s', (code, kind, retryable) => {
    const error = toStorageError(failure('it said so', code), 'do this');
    expect(error).toMatchObject({ kind, retryable, operation: 'do this', cause: { code } });
    expect(error.message).toMatch(/^do this: it said so/);
    expect(error.name).toBe(error.constructor.name);
  });

  test('a statement that took too long says whose time is up', () => {
    const { message } = toStorageError(
      failure('canceling statement due to statement timeout', '57014'),
      'do this',
    );
    expect(message).toContain('statement_timeout');
  });

  test.each([
    ['Connection terminated unexpectedly', 'unreachable'],
    ['timeout expired', 'unreachable'],
    ['Client was closed and is not queryable', 'unreachable'],
    ['SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string', 'authentication'],
    ['something else', 'statement'],
  ])('"%s" is %s', (message, kind) => {
    expect(toStorageError(failure(message), 'do this').kind).toBe(kind);
  });

  test('of several addresses is told in full', () => {
    const both = Object.assign(new AggregateError([failure('no ::1'), failure('no 127.0.0.1')], ''), {
      code: 'ECONNREFUSED',
    });
    expect(toStorageError(both, 'connect').message).toMatch(/no ::1; no 127\.0\.0\.1/);
  });

  test('is typed once', async () => {
    const first = new DatabaseUnreachableError('gone', { operation: 'connect' });
    expect(toStorageError(first, 'read')).toBe(first);
    await expect(withStorageErrors('read', () => Promise.reject(first))).rejects.toBe(first);
    expect(isStorageError(first)).toBe(true);
    expect(isStorageError(new Error('gone'))).toBe(false);
  });
});

test('the code of a server is found through causes, and those of the system are no such codes', () => {
  expect(sqlStateOf(failure('a', '23505'))).toBe('23505');
  expect(sqlStateOf(toStorageError(failure('a', '23505'), 'b'))).toBe('23505');
  expect(sqlStateOf(new Error('c', { cause: toStorageError(failure('a', '40P01'), 'b') }))).toBe('40P01');
  expect(sqlStateOf(failure('a', 'EPIPE'))).toBeNull();
  expect(sqlStateOf(failure('a', 'ECONNREFUSED'))).toBeNull();
  expect(sqlStateOf(null)).toBeNull();
});
