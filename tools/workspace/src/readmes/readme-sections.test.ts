import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { AdapterDefinition } from '@marketloom/exchange';
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

describe.each(globSync('libs/adapters/*', { cwd: root }).toSorted())('the README of %s', (folder) => {
  it('has each key of the configuration, with its default', async () => {
    const { default: definition } = (await import(join(root, folder, 'src', 'index.ts'))) as {
      readonly default: AdapterDefinition;
    };
    const section = sectionOf(readFileSync(join(root, folder, 'README.md'), 'utf8'), /^Configuration\n/);
    for (const [key, { default: standard }] of Object.entries(definition.configuration)) {
      const line = section.split('\n').find((candidate) => candidate.includes(`\`${key}\``));
      expect(line, key).toContain(String(standard));
    }
  });
});
