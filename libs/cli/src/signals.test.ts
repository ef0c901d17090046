import { describe, expect, it } from 'vitest';
import type { Host } from './host.ts';
import { watchSignals } from './signals.ts';

function fakeHost(): { host: Host; send: (name: 'SIGINT' | 'SIGTERM') => void; exits: number[] } {
  const listeners = new Set<(name: 'SIGINT' | 'SIGTERM') => void>();
  const exits: number[] = [];
  const host: Host = {
    argv: [],
    env: {},
    currentDirectory: '/',
    stdout: { write: () => true },
    stderr: { write: () => true },
    onSignal: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    exit: (code) => exits.push(code),
  };
  return { host, exits, send: (name) => listeners.forEach((listener) => listener(name)) };
}

describe('watchSignals', () => {
  it('aborts at the first signal and ends at a later one', () => {
    const { host, send, exits } = fakeHost();
    let now = 0;
    const watch = watchSignals(host, () => now);
    expect(watch.exitCode()).toBeNull();
    send('SIGINT');
    expect(watch.signal.aborted).toBe(true);
    expect(watch.exitCode()).toBe(130);
    // npm and Nx pass the terminal's own signal on once more.
    now = 100;
    send('SIGINT');
    expect(exits).toEqual([]);
    now = 1000;
    send('SIGTERM');
    expect(exits).toEqual([130]);
  });

  it('tells SIGTERM apart, and lets go of the process', () => {
    const { host, send } = fakeHost();
    const watch = watchSignals(host);
    watch.stop();
    send('SIGINT');
    expect(watch.exitCode()).toBeNull();
    const other = watchSignals(host);
    send('SIGTERM');
    expect(other.exitCode()).toBe(143);
  });
});
