import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { type IniSections, readIni } from './ini-file.ts';

/** A configuration file that was read. */
export interface ConfigFile {
  /** Its path. */
  readonly path: string;
  readonly sections: IniSections;
  /** What relative paths in it start from: the folder that holds `config/`, or the file's own. */
  readonly baseDirectory: string;
}

/** Where the file lies below a project's folder. */
const USUAL = join('config', 'config.ini');

/**
 * Reads the file that is named; else the nearest `config/config.ini`, from the current folder upwards; null when there
 * is none.
 * @throws {UsageError} when a named file cannot be read, or what is read is no INI file
 */
export function readConfigFile(named: string | undefined, currentDirectory: string): ConfigFile | null {
  if (named !== undefined) return read(resolve(currentDirectory, named), true);
  for (let folder = currentDirectory; ; folder = dirname(folder)) {
    const file = read(join(folder, USUAL), false);
    if (file !== null) return file;
    if (dirname(folder) === folder) return null;
  }
}

function read(path: string, mustExist: boolean): ConfigFile | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!mustExist && (code === 'ENOENT' || code === 'ENOTDIR')) return null;
    const reason = code === 'ENOENT' ? 'there is no such file' : (error as Error).message;
    throw new UsageError(`the configuration file ${path} cannot be read: ${reason}`);
  }
  const folder = dirname(path);
  const baseDirectory = path.endsWith(USUAL) ? dirname(folder) : folder;
  return { path, sections: readIni(text, path), baseDirectory };
}
