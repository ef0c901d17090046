import type { Spread } from './statistics.ts';

/** `167 320`: digits in threes, no fraction. */
export function count(value: number): string {
  return Math.round(value)
    .toString()
    .replaceAll(/\B(?=(\d{3})+$)/g, ' ');
}

/** `167 320 (131 000–175 200)`. */
export function countSpread({ median, least, most }: Spread): string {
  return `${count(median)} (${count(least)}–${count(most)})`;
}

/** `0.71 (0.65–0.80)`. */
export function ratioSpread({ median, least, most }: Spread): string {
  return `${median.toFixed(2)} (${least.toFixed(2)}–${most.toFixed(2)})`;
}

/** Milliseconds as seconds: `12.35 s`. */
export function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}

/** Bytes as `184 MiB`. */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

/** µs for each of so many rows: `4.90`. */
export function microsPerRow(milliseconds: number, rows: number): string {
  return ((milliseconds * 1000) / rows).toFixed(2);
}
