import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { adapterTable, withTable } from './adapter-table/adapter-table.ts';

/** Writes the table of adapters into the README. */
const root = join(import.meta.dirname, '..', '..', '..');
const path = join(root, 'README.md');
writeFileSync(path, withTable(readFileSync(path, 'utf8'), await adapterTable(root)));
const format = join(root, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
execFileSync(process.execPath, [format, 'README.md'], { cwd: root, stdio: 'inherit' });
