import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiReports } from './api-report/api-reports.ts';

/** Writes the report of every package's public surface beside its README. */
const root = join(import.meta.dirname, '..', '..', '..');
for (const { path, text } of apiReports(root)) writeFileSync(join(root, path), text);
