import { execFile, spawn, type SpawnOptions } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { BenchmarkServer } from './benchmark-server.ts';
import { queryRows } from './query-rows.ts';

/** What differs from the defaults. A million candles write 170 MB of WAL: no checkpoint is to strike one run and spare another. */
const SETTINGS = {
  shared_preload_libraries: 'timescaledb',
  'timescaledb.telemetry_level': 'off',
  max_wal_size: '4GB',
};

const MOST_ATTEMPTS = 200;

/** The programs' folder of the newest installed PostgreSQL that has TimescaleDB beside it; null where there is none. */
export function findNativeTimescale(): string | null {
  const version = (path: string): number => Number(/(\d+)\/lib\//.exec(path)?.[1]);
  const [newest] = globSync('/usr/{lib/postgresql/,pgsql-}*/lib/timescaledb.so').toSorted(
    (a, b) => version(b) - version(a),
  );
  return newest === undefined ? null : join(dirname(newest), '..', 'bin');
}

/** Starts a fresh PostgreSQL with TimescaleDB on loopback, in a temporary folder; as root it runs as user postgres. */
export async function startNativeTimescale(programs: string): Promise<BenchmarkServer> {
  const folder = await mkdtemp(join(tmpdir(), 'marketloom-benchmark-'));
  const user = await serverUser();
  const options: SpawnOptions = {
    ...user,
    cwd: folder,
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
  };
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user.uid !== undefined)
    for (const path of [folder, passwordFile]) await chown(path, user.uid, user.gid);
  const data = join(folder, 'data');
  const initialise = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'scram-sha-256',
    '--pwfile',
    passwordFile,
    '-E',
    'UTF8',
  ];
  await promisify(execFile)(join(programs, 'initdb'), initialise, { ...user, cwd: folder });

  const port = await freePort();
  const settings = Object.entries({
    ...SETTINGS,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: folder,
  });
  const server = spawn(
    join(programs, 'postgres'),
    ['-D', data, '-p', String(port), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    // A group of its own: the terminal's Ctrl-C is meant for us, who then stop it.
    { ...options, detached: true, stdio: 'ignore' },
  );
  const url = `postgres://postgres:${password}@127.0.0.1:${port}/postgres`;
  const close = async (): Promise<void> => {
    if (server.exitCode === null && server.kill('SIGINT')) await once(server, 'exit');
    await rm(folder, { recursive: true, force: true });
  };
  for (let attempt = 1; ; attempt += 1) {
    try {
      await queryRows(url, 'SELECT 1');
      break;
    } catch (error) {
      if (server.exitCode !== null || attempt === MOST_ATTEMPTS) {
        await close();
        throw new Error(`the server in ${folder} does not start`, { cause: error });
      }
      await wait(50);
    }
  }
  const said = Object.entries(SETTINGS).map(([name, value]) => `\`${name}=${value}\``);
  return {
    url,
    description: `fresh, in a temporary folder, default configuration but for ${said.join(', ')}`,
    close,
  };
}

/** PostgreSQL refuses to be run by root. */
async function serverUser(): Promise<{ uid: number; gid: number } | { uid?: undefined; gid?: undefined }> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string): Promise<number> =>
    Number((await promisify(execFile)('id', [flag, 'postgres'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
