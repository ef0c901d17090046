import { expect, it } from 'vitest';
import { SandboxProcess } from './sandbox-process.ts';

const AN_HOUR = 3_600_000;

it('at a distance it takes requests while the answers of others are under way', async () => {
  await using sandbox = await SandboxProcess.start(AN_HOUR);
  const stop = new AbortController();
  let answered = 0;
  const asking = Array.from({ length: 8 }, async () => {
    await fetch(`${sandbox.url}/api/v3/time`, { signal: stop.signal });
    answered += 1;
  });
  await expect.poll(() => sandbox.requests()).toBe(8);
  expect(answered).toBe(0);
  stop.abort();
  const endings = await Promise.allSettled(asking);
  expect(endings.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 'rejected'));
});

it('at none it answers', async () => {
  await using sandbox = await SandboxProcess.start();
  expect((await fetch(`${sandbox.url}/api/v3/time`)).status).toBe(200);
});
