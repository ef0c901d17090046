import { silentLogger } from '@marketloom/exchange';
import type { IngestProgress, Series } from '@marketloom/ingestion';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProgressLines } from './progress-lines.ts';

describe('ProgressLines', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('says every few seconds how far things are, and nothing once stopped', () => {
    const lines: string[] = [];
    const progress = new ProgressLines({ ...silentLogger, info: (message) => lines.push(message) });
    const series = {} as Series;
    const events: IngestProgress[] = [
      { type: 'planned', series: [series, series] },
      { type: 'begun', series, candles: 40_320 },
      { type: 'advanced', series, candles: 1000, rows: 990 },
    ];
    events.forEach(progress.show);
    vi.advanceTimersByTime(4_999);
    expect(lines).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(lines).toEqual(['0 of 2 series done; 1 000 of 40 320 candles of those begun']);
    progress.stop();
    vi.advanceTimersByTime(60_000);
    expect(lines).toHaveLength(1);
  });
});
