import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type CpuProfile, timedNodes } from './cpu-profile.ts';
import { workGroups } from './work-groups.ts';

const root = 'file:///repository';

/** The profile of a chain of calls: each function is called by the one before it and took so many ms itself. */
function chain(...calls: readonly (readonly [string, string, number])[]): CpuProfile {
  const nodes = calls.map(([functionName, url], index) => ({
    id: index + 1,
    callFrame: { functionName, url },
    children: index + 1 < calls.length ? [index + 2] : [],
  }));
  // The time of a sample lasts until the next one.
  return {
    nodes,
    samples: nodes.map(({ id }) => id),
    timeDeltas: [0, ...calls.map(([, , ms]) => ms * 1000)],
  };
}

const groupsOf = (profile: CpuProfile): (readonly [string, number])[] =>
  workGroups(timedNodes(profile)).map(({ name, selfMs }) => [name, selfMs] as const);

describe('where the time goes', () => {
  it('is told by file, and what Node does for a caller is the caller’s', () => {
    const profile = chain(
      ['(root)', '', 0],
      ['encodeRows', `${root}/libs/storage/src/klines/encode-klines.ts`, 5],
      ['copy', 'node:buffer', 2],
      ['utf8Write', '', 1],
      ['query', `${root}/node_modules/pg/lib/client.js`, 4],
      ['write', 'node:net', 3],
    );
    expect(groupsOf(profile)).toEqual([
      ['encode for COPY', 8],
      ['COPY and PostgreSQL protocol', 7],
    ]);
  });

  it.each([
    ['libs/storage/src/copy-format/numeric-binary.ts', 'encode for COPY'],
    ['libs/adapter-kit/src/klines/scan-kline-rows.ts', 'decode: rows to columns'],
    ['libs/exchange/src/kline-validation.ts', 'validate'],
    ['libs/ingestion/src/fetch-window.ts', 'ledger and orchestration'],
  ])('%s is known, where it is now', (file, work) => {
    expect(existsSync(fileURLToPath(new URL(`../../../../${file}`, import.meta.url)))).toBe(true);
    expect(groupsOf(chain(['(root)', '', 0], ['work', `${root}/${file}`, 5]))).toEqual([[work, 5]]);
  });

  it('leaves idle time out, and keeps what nobody called', () => {
    const nodes = ['(root)', '(idle)', '(garbage collector)', 'onStreamRead'].map((functionName, index) => ({
      id: index + 1,
      callFrame: {
        functionName,
        url: functionName === 'onStreamRead' ? 'node:internal/stream_base_commons' : '',
      },
      children: index === 0 ? [2, 3, 4] : [],
    }));
    const profile = { nodes, samples: [2, 3, 4], timeDeltas: [0, 90_000, 20_000, 10_000] };
    expect(groupsOf(profile)).toEqual([
      ['garbage collection', 20],
      ['Node: sockets, streams, timers of no caller', 10],
    ]);
  });
});
