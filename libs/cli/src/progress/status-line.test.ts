import { PassThrough } from 'node:stream';
import { silentLogger } from '@marketloom/exchange';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Host } from '../host.ts';
import { showStatus } from './status-line.ts';

describe('showStatus', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('keeps one line on a terminal, cut to its width, below what is written', () => {
    const terminal = new PassThrough({ encoding: 'utf8' });
    let write = (_text: string): void => undefined;
    const lend = (writer: (text: string) => void): (() => void) => {
      write = writer;
      return () => {
        write = () => undefined;
      };
    };
    const stderr = { isTTY: true, columns: 20, write: () => true, lend };
    let slots = 1;
    const say = (): string => `${slots} slots of a lot of books`;
    const status = showStatus({ stderr } as unknown as Host, silentLogger, say, terminal);
    expect(terminal.read()).toBe('\r\u001B[2K1 slots of a lot o…');
    slots = 2;
    vi.advanceTimersByTime(250);
    expect(terminal.read()).toBe('\r\u001B[2K2 slots of a lot o…');
    write('a warning\n');
    expect(terminal.read()).toBe('\r\u001B[2Ka warning\n\r\u001B[2K2 slots of a lot o…');
    status.stop();
    expect(terminal.read()).toBe('\r\u001B[2K');
    vi.advanceTimersByTime(60_000);
    expect(terminal.read()).toBeNull();
  });

  it('says it once a minute in the log elsewhere', () => {
    const lines: string[] = [];
    const logger = { ...silentLogger, info: (line: string) => lines.push(line) };
    const status = showStatus({ stderr: { write: () => true } } as unknown as Host, logger, () => '3 slots');
    vi.advanceTimersByTime(120_000);
    status.stop();
    vi.advanceTimersByTime(120_000);
    expect(lines).toEqual(['3 slots', '3 slots']);
  });
});
