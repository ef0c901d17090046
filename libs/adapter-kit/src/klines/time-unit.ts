/** How an exchange writes a time: whole numbers since the epoch, or ISO 8601, in UTC where no other zone is told. */
export type TimeUnit = 's' | 'ms' | 'us' | 'iso';

/** The smallest difference that a unit can tell, in ms, of the times that matter here: open times lie on whole seconds. */
const SMALLEST_MS: Readonly<Record<TimeUnit, number>> = { s: 1000, ms: 1, us: 1, iso: 1000 };

/** The smallest step of a time in requests, in ms. */
export function smallestStepMs(unit: TimeUnit): number {
  return SMALLEST_MS[unit];
}

/** A time of epoch ms as an exchange writes it. Whole seconds are expected of `s`; what is below them is cut off. */
export function writeTime(timeMs: number, unit: TimeUnit): string {
  switch (unit) {
    case 's':
      return String(Math.floor(timeMs / 1000));
    case 'ms':
      return String(timeMs);
    case 'us':
      return `${timeMs}000`;
    case 'iso':
      return new Date(timeMs).toISOString().replace('.000Z', 'Z');
  }
}

const FRACTION = /^(-?\d+)\.0+$/;

/** A time as an exchange writes it in epoch ms; NaN when it is none. Fractions are only taken when they are zero. */
export function readTime(time: string | number, unit: TimeUnit): number {
  if (unit === 'iso') return readIso(String(time));
  const number = typeof time === 'number' ? time : readWhole(time);
  if (unit === 's') return number * 1000;
  return unit === 'ms' ? number : number / 1000;
}

const ISO = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** `Date.parse` takes a time without a zone for one of where it runs, and much that is none. */
function readIso(text: string): number {
  const match = ISO.exec(text);
  if (match === null) return Number.NaN;
  return Date.parse(match[1] === undefined && text.includes(':') ? `${text}Z` : text);
}

function readWhole(text: string): number {
  const whole = FRACTION.exec(text)?.[1] ?? text;
  return /^-?\d{1,17}$/.test(whole) ? Number(whole) : Number.NaN;
}
