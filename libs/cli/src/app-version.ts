import { readFileSync } from 'node:fs';

/**
 * The version in the package.json above a module's folder.
 * @param moduleUrl `import.meta.url` of a module in the package's `src` or `dist`
 */
export function appVersion(moduleUrl: string): string {
  const text = readFileSync(new URL('../package.json', moduleUrl), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
