import { parse } from 'ini';
import { UsageError } from '../usage-error.ts';

/** Sections, keys and values as they stand in a file. */
export type IniSections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Reads an INI file. Values may stand in double quotes, and must where they hold `;` or `#`.
 * @throws {UsageError} naming file and line of what cannot be read, and of what stands there twice
 */
export function readIni(text: string, file: string): IniSections {
  const sections = new Map<string, Map<string, string>>();
  let section: Map<string, string> | undefined;
  let name = '';
  for (const [index, raw] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    const line = raw.trim();
    const fail = (reason: string): never => {
      throw new UsageError(`${file}, line ${index + 1}: ${reason}`);
    };
    if (line === '' || line.startsWith(';') || line.startsWith('#')) continue;
    const header = /^\[([^\]]*)\]$/.exec(line);
    if (header) {
      name = (header[1] as string).trim();
      if (!/^[a-z0-9_-]+$/.test(name)) fail(`${line} is not a section: lower-case letters, digits, hyphens`);
      section = sections.get(name) ?? new Map();
      sections.set(name, section);
      continue;
    }
    const [, key, value] = /^([A-Za-z0-9_-]+)\s*=(.*)$/.exec(line) ?? [];
    if (key === undefined || value === undefined) return fail('this is neither [section] nor key = value');
    if (section === undefined) return fail(`${key} stands before the first [section]`);
    if (section.has(key)) fail(`[${name}] ${key} is there twice`);
    section.set(key, readValue(value.trim(), fail));
  }
  return sections;
}

function readValue(text: string, fail: (reason: string) => never): string {
  const parsed = parse(`value=${text}`)['value'] as unknown;
  const value = typeof parsed === 'string' ? parsed : text;
  // A comment needs a space before it: a # right behind a character is more likely part of a password.
  if (!text.startsWith('"') && /\S[;#]/.test(text)) fail('put a value that holds ; or # into double quotes');
  return value;
}
