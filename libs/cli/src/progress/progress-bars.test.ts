import { PassThrough } from 'node:stream';
import type { Series } from '@marketloom/ingestion';
import { SymbolRepresentation } from '@marketloom/symbol';
import { expect, it, vi } from 'vitest';
import { ProgressBars } from './progress-bars.ts';

const series = (symbol: string): Series =>
  ({ entry: { symbol: SymbolRepresentation.parse(symbol) }, interval: '1m' }) as Series;

it('draws how far each series is, and takes all of it away at the end', async () => {
  const terminal = Object.assign(new PassThrough(), { isTTY: true, columns: 120, rows: 40 });
  let drawn = '';
  terminal.setEncoding('utf8').on('data', (text: string) => {
    drawn += text;
  });
  const [one, other] = [series('BTC-USDT-SPOT'), series('ETH-USDT-PERP')];
  let write = (_text: string): void => undefined;
  let lent = false;
  const lend = (writer: (text: string) => void): (() => void) => {
    [write, lent] = [writer, true];
    return () => {
      lent = false;
    };
  };
  const bars = new ProgressBars(terminal, { write: () => true, lend });
  bars.show({ type: 'planned', series: [one, other] });
  bars.show({ type: 'begun', series: one, candles: 1000 });
  bars.show({ type: 'begun', series: other, candles: 2000 });
  bars.show({ type: 'advanced', series: one, candles: 250, rows: 250 });
  await vi.waitFor(() => expect(drawn).toMatch(/BTC-USDT-SPOT 1m .* 25% 250\/1000 candles/));
  expect(drawn).toMatch(/ETH-USDT-PERP 1m .* 0\/2000 candles/);
  bars.show({ type: 'advanced', series: other, candles: 2000, rows: 2000 });
  await vi.waitFor(() => expect(drawn).toMatch(/100% 2000\/2000 candles/));
  drawn = '';
  write('said meanwhile\n');
  bars.stop();
  await vi.waitFor(() => expect(drawn.endsWith('\u001B[0J')).toBe(true));
  expect(drawn).toContain('said meanwhile\n');
  expect(lent).toBe(false);
});
