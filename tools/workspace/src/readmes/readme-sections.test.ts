import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const packages = globSync('{libs,libs/adapters,apps}/*/package.json', { cwd: root }).map(dirname).toSorted();

const sectionOf = (readme: string, title: RegExp): string =>
  readme.split(/^## /m).find((section) => title.test(section)) ?? '';

describe.each(packages)('the README of %s', (folder) => {
  const readme = readFileSync(join(root, folder, 'README.md'), 'utf8');
  const { name, dependencies = {} } = JSON.parse(
    readFileSync(join(root, folder, 'package.json'), 'utf8'),
  ) as {
    readonly name: string;
    readonly dependencies?: Readonly<Record<string, string>>;
  };

  it('says how to install the package, what it cannot do, and what goes wrong', () => {
    expect(readme).toContain(`# ${name}\n`);
    expect(readme).toMatch(new RegExp(`npm install (?:--save-dev )?${name}\\b`));
    expect(sectionOf(readme, /^(?:.*Limits|What could not be checked)/)).not.toBe('');
    expect(readme).toMatch(/^## .*[Ee]rrors|errors are those of/m);
  });

  it('says of each dependency what it is for', () => {
    const section = sectionOf(readme, /^Dependencies\n/);
    expect(section).not.toBe('');
    expect(Object.keys(dependencies).filter((one) => !section.includes(`\`${one}\``))).toEqual([]);
  });
});
