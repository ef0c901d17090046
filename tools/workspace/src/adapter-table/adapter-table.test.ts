import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { adapterTable, cellsIn, tableIn, withTable } from './adapter-table.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

it("the README's table of adapters says what they declare; else run: npx nx run workspace:adapter-table", async () => {
  const table = await adapterTable(root);
  expect(cellsIn(tableIn(readme))).toEqual(cellsIn(table));
  expect(cellsIn(table).length).toBeGreaterThan(3);
});

it('a table is put between its marks, and nothing else is touched', () => {
  const written = withTable(readme, '| a |\n| --- |\n| b |');
  expect(cellsIn(tableIn(written))).toEqual([
    ['', 'a', ''],
    ['', 'b', ''],
  ]);
  expect(withTable(written, tableIn(readme).trim())).toBe(readme);
  expect(() => withTable('no marks', '')).toThrow(RangeError);
});
