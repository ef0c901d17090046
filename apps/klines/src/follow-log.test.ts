import type { Logger } from '@marketloom/exchange';
import { expect, it } from 'vitest';
import { logFollow } from './follow-log.ts';

it('tells why something fails, beside what it is', () => {
  const lines: unknown[] = [];
  const write = (message: string, details?: object): void => void lines.push({ ...details, message });
  const logger: Logger = { debug: write, info: write, warn: write, error: write };
  const failure = { kind: 'storage', message: 'the server takes no writes' };
  logFollow(logger)({ type: 'outage', of: 'database', failure, until: null });
  expect(lines).toEqual([
    {
      message: 'database does not answer; it is tried again',
      kind: 'storage',
      reason: 'the server takes no writes',
    },
  ]);
});
