import { isBuiltin } from 'node:module';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandsOf, examplesOf, packageReadmes } from './readme-examples.ts';

const examples = packageReadmes().flatMap(examplesOf);

// They run in the test of what is packed, which installs the packages outside of this repository.
describe('the examples of the READMEs', () => {
  it('are there for every library', () => {
    const withExample = new Set(examples.map(({ readme }) => readme));
    const libraries = packageReadmes().filter((readme) => !dirname(readme).startsWith('apps/'));
    expect(libraries.filter((readme) => !withExample.has(readme))).toEqual([]);
  });

  it('are told how to run, each from a file of its own', () => {
    const files = examples.map(({ readme, command }) => `${readme}: ${command?.file}`);
    expect(files.filter((file) => file.endsWith('undefined'))).toEqual([]);
    expect(new Set(files).size).toBe(files.length);
  });

  it.each(examples)('$readme, $command.file, imports what was installed', ({ source, installed }) => {
    const imported = [...source.matchAll(/ from '([^.'][^']*)'/g)].map(([, specifier = '']) => specifier);
    expect(imported.filter((specifier) => !isBuiltin(specifier) && !installed.includes(specifier))).toEqual(
      [],
    );
  });
});

describe('the commands of the READMEs', () => {
  it('are there for every app, and begin with its own', () => {
    const apps = packageReadmes().filter((readme) => dirname(readme).startsWith('apps/'));
    for (const readme of apps) {
      const commands = commandsOf(readme);
      expect(commands.map(({ line }) => line.split(' ')[1])).toContain(
        `marketloom-${readme.split('/')[1] as string}`,
      );
    }
  });

  it.each(packageReadmes().flatMap(commandsOf))('$readme: $line, was installed', ({ line, installed }) => {
    const [, name = ''] = line.split(' ');
    // Else npx would ask a registry for a package of that name, and run it.
    expect(installed).toContain(name.replace('marketloom-', '@marketloom/'));
  });
});
