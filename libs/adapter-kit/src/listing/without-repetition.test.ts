import { JsonReader } from '@marketloom/transport';
import { expect, it } from 'vitest';
import { withoutRepetition } from './without-repetition.ts';

const nameOf = (row: JsonReader): string | null => row.optional('name')?.string() ?? null;
const page = (...rows: readonly unknown[]): JsonReader[] =>
  JsonReader.of(rows, { exchange: 'toy', operation: 'test' }).items();

async function* endless(answer: () => JsonReader[]): AsyncGenerator<JsonReader[], void, undefined> {
  for (;;) yield answer();
}

it('a page that comes again ends the listing, whatever its prices are by then', async () => {
  let price = 0;
  const pages = endless(() => page({ name: 'A', price: (price += 1) }, { name: 'B', price }));
  await expect(Array.fromAsync(withoutRepetition(pages, { nameOf }))).rejects.toMatchObject({
    kind: 'badResponse',
    path: '$[0]',
  });
  expect(price).toBe(2);
});

it('so does one without names', async () => {
  const pages = endless(() => page({ surprise: true }, 'and more'));
  await expect(Array.fromAsync(withoutRepetition(pages, { nameOf }))).rejects.toMatchObject({
    kind: 'badResponse',
  });
});

it('other pages, and empty ones, are passed on', async () => {
  const all = [page({ name: 'A' }, { name: 'B' }), page(), page({ name: 'A' }, { name: 'C' }), page()];
  const passed = await Array.fromAsync(withoutRepetition(ReadableStream.from(all), { nameOf }));
  expect(passed).toEqual(all);
});
