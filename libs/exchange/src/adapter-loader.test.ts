import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { adapterSource, makeProject, packageFiles } from './fixtures/adapter-project.ts';
import { AdapterNotFoundError, InvalidAdapterError, type LoadAdapterOptions, loadAdapter } from './index.ts';

const KRAKEN = '@marketloom/adapter-kraken';

type Options = Omit<LoadAdapterOptions, 'importModule'>;

/** What comes of loading in a project's folder: an adapter or an error. */
async function loadIn(
  files: Readonly<Record<string, string>>,
  name: string,
  options: Options = {},
): Promise<unknown> {
  const { directory: baseDirectory, importModule } = await makeProject(files);
  return loadAdapter(name, { baseDirectory, ...options, importModule }).catch((error: unknown) => error);
}

describe('loadAdapter', () => {
  it("loads the exchange's package", async () => {
    const loaded = await loadIn(packageFiles(KRAKEN, adapterSource()), 'kraken');
    expect(loaded).toMatchObject({ id: 'kraken', name: 'Kraken', markets: ['spot'] });
  });

  it('loads another package, or a part of one', async () => {
    const files = packageFiles('some-package', adapterSource());
    expect(await loadIn(files, 'kraken', { adapter: 'some-package' })).toMatchObject({ id: 'kraken' });
  });

  it.each(['./adapters/kraken.mjs', '../kraken.mjs'])(
    'loads the path %s, from the base directory',
    async (adapter) => {
      const { directory, importModule } = await makeProject({
        'kraken.mjs': adapterSource(),
        'sub/adapters/kraken.mjs': adapterSource(),
      });
      const baseDirectory = join(directory, 'sub');
      await expect(loadAdapter('kraken', { adapter, baseDirectory, importModule })).resolves.toHaveProperty(
        'id',
        'kraken',
      );
    },
  );

  it('loads an absolute path and a file URL', async () => {
    const { directory, importModule } = await makeProject({ 'kraken.mjs': adapterSource() });
    const path = join(directory, 'kraken.mjs');
    for (const adapter of [path, pathToFileURL(path).href]) {
      await expect(loadAdapter('kraken', { adapter, importModule })).resolves.toHaveProperty('id', 'kraken');
    }
  });
});

describe('what is not there', () => {
  it('is named with the install command, for a package', async () => {
    const error = await loadIn({}, 'kraken');
    expect(error).toBeInstanceOf(AdapterNotFoundError);
    expect(error).toMatchObject({
      exchange: 'kraken',
      specifier: KRAKEN,
      installCommand: `npm install ${KRAKEN}`,
      message: `no adapter for exchange kraken: package ${KRAKEN} is not installed; run: npm install ${KRAKEN}`,
      cause: expect.objectContaining({ code: 'ERR_MODULE_NOT_FOUND' }),
    });
  });

  it('is the package of a part of it', async () => {
    const error = await loadIn({}, 'kraken', { adapter: '@some/package/part' });
    expect(error).toMatchObject({
      name: 'AdapterNotFoundError',
      installCommand: 'npm install @some/package',
    });
  });

  it('is named as a file, for a path', async () => {
    const error = await loadIn({}, 'kraken', { adapter: './none.mjs' });
    expect(error).toBeInstanceOf(AdapterNotFoundError);
    expect(error).toMatchObject({
      installCommand: null,
      message: 'the adapter of exchange kraken is not there: no file ./none.mjs',
    });
  });
});

describe('what is there but cannot be loaded', () => {
  it.each<[string, string, RegExp]>([
    [
      'imports a package that is not there',
      `import 'left-pad';${adapterSource()}`,
      /Cannot find package 'left-pad'/,
    ],
    [
      'imports a file that is not there',
      `import './none.js';${adapterSource()}`,
      /Cannot find module .*none\.js/,
    ],
    ['has a syntax error', 'export default {', /Unexpected end of input/],
    ['throws', 'throw new Error("no key");', /no key/],
    ['throws what is no error', 'throw "no key";', /no key/],
  ])('%s', async (_, source, message) => {
    for (const loading of [
      loadIn(packageFiles(KRAKEN, source), 'kraken'),
      loadIn({ 'kraken.mjs': source }, 'kraken', { adapter: './kraken.mjs' }),
    ]) {
      const error = await loading;
      expect(error).toBeInstanceOf(InvalidAdapterError);
      expect(error).toHaveProperty(
        'message',
        expect.stringMatching(/is no adapter for exchange kraken: it cannot be loaded: /),
      );
      expect(error).toHaveProperty('message', expect.stringMatching(message));
      expect(error).toHaveProperty('cause');
    }
  });

  it('is a folder', async () => {
    const error = await loadIn({ 'kraken/index.mjs': adapterSource() }, 'kraken', { adapter: './kraken' });
    expect(error).toBeInstanceOf(InvalidAdapterError);
    expect(error).toHaveProperty('message', expect.stringMatching(/it cannot be loaded: Directory import/));
  });

  it('is a package whose own file is missing', async () => {
    const { [`node_modules/${KRAKEN}/package.json`]: description = '' } = packageFiles(KRAKEN, '');
    const error = await loadIn({ [`node_modules/${KRAKEN}/package.json`]: description }, 'kraken');
    expect(error).toBeInstanceOf(InvalidAdapterError);
    expect(error).toHaveProperty('message', expect.stringMatching(/it cannot be loaded: Cannot find module/));
  });
});

describe('what is no adapter', () => {
  it.each<[string, string, string[]]>([
    ['without a default export', 'export const kraken = {};', ['it has no default export']],
    ['of the wrong kind', 'export default 5;', ['its default export is not an adapter definition']],
    [
      'for a later contract',
      adapterSource('contractVersion: 2, create: null'),
      ['it is written for version 2 of the contract, and this is version 1'],
    ],
    ['without a version', adapterSource('contractVersion: undefined'), ['its contractVersion is missing']],
    ['for another exchange', adapterSource("id: 'krakken'"), ['its id is krakken, not kraken']],
    [
      'without most of it',
      adapterSource("id: 'Kraken', name: '', markets: [], configuration: null, create: {}"),
      [
        'its id is missing or not lower-case letters, digits and hyphens',
        'its name is missing',
        'its markets are missing',
        'its configuration is missing',
        'its create() is missing',
      ],
    ],
    [
      'with a bad configuration',
      adapterSource(
        "configuration: { spotUrl: {}, a: null, b_c: { kind: 'url' }, d: { kind: 'date', default: 1 }, " +
          "e_f: { kind: 'integer', default: 'many' } }",
      ),
      [
        'its configuration key spotUrl is not in snake_case',
        'its configuration key a is not described',
        'its configuration key b_c has no default',
        'the kind of its configuration key d is unknown',
        'the default of its configuration key e_f does not fit: it must be a whole number, not "many"',
      ],
    ],
  ])('%s', async (_, source, faults) => {
    const error = await loadIn(packageFiles(KRAKEN, source), 'kraken');
    expect(error).toBeInstanceOf(InvalidAdapterError);
    expect(error).toMatchObject({
      exchange: 'kraken',
      specifier: KRAKEN,
      faults,
      message: `${KRAKEN} is no adapter for exchange kraken: ${faults.join('; ')}`,
    });
  });

  it.each(['', 'Kraken', '../kraken', 'a b', 'a--b', '@marketloom/adapter-kraken'])(
    'the exchange %j, which is not imported at all',
    async (name) => {
      const importModule = (): never => {
        throw new Error('imported');
      };
      await expect(loadAdapter(name, { importModule })).rejects.toThrow(
        `${JSON.stringify(name)} is not an exchange's name`,
      );
    },
  );
});
