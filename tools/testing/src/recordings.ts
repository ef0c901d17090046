import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What one recorded response answers. */
export interface Recording {
  /** Path below the recordings folder. */
  readonly file: string;
  readonly exchange: string;
  readonly kind: string;
  readonly market: string;
  readonly method: string;
  readonly url: string;
  /** What was sent by POST, as JSON. */
  readonly request_body?: string;
  readonly recorded: string;
}

/** A folder of real exchange responses, which is not part of the repository. */
export interface Recordings {
  readonly folder: string;
  readonly index: readonly Recording[];
  /** The absolute path of a file below the folder. */
  path(file: string): string;
  /** The text of a file below the folder. */
  text(file: string): string;
}

const root = join(import.meta.dirname, '..', '..', '..');

/** The recordings, or null where they are not at hand: then tests that need them skip, see {@link withoutRecordings}. */
export const recordings: Recordings | null = findRecordings();

/** Why tests that need recordings are skipped; put it into their title. */
export const withoutRecordings = 'no recordings folder (set MARKETLOOM_RECORDINGS to one)';

/** The end of a title of tests that need recordings: why they are skipped, where they are; else nothing. */
export const ifSkipped: string = recordings === null ? `: ${withoutRecordings}` : '';

function findRecordings(): Recordings | null {
  const candidates = [
    process.env['MARKETLOOM_RECORDINGS'],
    join(root, '..', 'shared', 'recordings'),
    join(root, 'shared', 'recordings'),
  ];
  const folder = candidates.find((candidate) => candidate && existsSync(join(candidate, 'index.json')));
  if (!folder) return null;
  const path = (file: string): string => join(folder, file);
  const text = (file: string): string => readFileSync(path(file), 'utf8');
  return { folder, index: JSON.parse(text('index.json')) as Recording[], path, text };
}
