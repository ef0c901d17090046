import { ExactNumber } from './exact-json.ts';

const LENGTH = 200;

/** The beginning of a parsed value as JSON, at most 200 characters, however large the value. */
export function printSample(value: unknown): string {
  return print(value, LENGTH).slice(0, LENGTH);
}

/** Prints at least `room` characters where there are that many; stops soon after. */
function print(value: unknown, room: number): string {
  if (value === undefined) return 'nothing';
  if (value instanceof ExactNumber) return value.text;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LENGTH));
  if (Array.isArray(value)) return `[${printAll(value, room, (item) => print(item, room))}]`;
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value);
  return `{${printAll(fields, room, ([name, field]) => `${JSON.stringify(name)}:${print(field, room)}`)}}`;
}

function printAll<T>(items: readonly T[], room: number, printOne: (item: T) => string): string {
  let text = '';
  for (const item of items) {
    if (text.length > room) break;
    text += `${text === '' ? '' : ','}${printOne(item)}`;
  }
  return text;
}
