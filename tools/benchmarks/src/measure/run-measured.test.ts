import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { familyTime, peakResidentBytes } from './process-times.ts';
import { type MeasuredEnd, runMeasured } from './run-measured.ts';

const MEBIBYTE = 1024 * 1024;

function runScript(script: string, signal = new AbortController().signal): Promise<MeasuredEnd> {
  return runMeasured({
    command: process.execPath,
    args: ['-e', script],
    cwd: tmpdir(),
    postmaster: null,
    exchange: null,
    signal,
  });
}

describe.skipIf(process.platform !== 'linux')('a measured run', () => {
  it('is charged for the CPU time that it says it took', async () => {
    const end = await runScript(`
      const started = process.cpuUsage().user;
      while (process.cpuUsage().user - started < 400_000);
      const { user, system } = process.cpuUsage();
      console.log((user + system) / 1000)`);
    expect(end.code).toBe(0);
    expect(end.clientCpuMs).toBeGreaterThanOrEqual(Number(end.stdout) - 20);
    expect(end.serverCpuMs).toBeNull();
  });

  it('is charged for the memory that it held, also when it gave it back', async () => {
    const end = await runScript(`
      let held = Buffer.alloc(300 * ${MEBIBYTE}, 1);
      setTimeout(() => { held = null }, 50);
      setTimeout(() => {}, 200)`);
    expect(end.peakBytes).toBeGreaterThan(300 * MEBIBYTE);
  });

  it('gives the exit code and what was written, and can be stopped', async () => {
    expect(await runScript(`console.error('why'); process.exit(3)`)).toMatchObject({
      code: 3,
      stderr: 'why\n',
    });
    const stop = new AbortController();
    const run = runScript('setTimeout(() => {}, 60_000)', stop.signal);
    stop.abort(new Error('enough'));
    await expect(run).rejects.toThrow('enough');
  });

  it('tells nothing of a process that is not there', () => {
    expect(familyTime(2 ** 30)).toBe(0);
    expect(peakResidentBytes(2 ** 30)).toBe(0);
    expect(peakResidentBytes(process.pid)).toBeGreaterThan(MEBIBYTE);
    expect(familyTime(process.pid)).toBeGreaterThan(0);
  });
});
