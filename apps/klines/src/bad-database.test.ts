import { createServer, type Server } from 'node:net';
import {
  type AppRun,
  createTestDatabase,
  exitOf,
  runApp,
  type TestDatabase,
  queryTexts,
} from '@marketloom/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** A server that asks for a password and refuses it, in PostgreSQL's protocol. */
async function startRefusingServer(): Promise<{ server: Server; port: number }> {
  const fields = ['SFATAL', 'VFATAL', 'C28P01', 'Mpassword authentication failed for user "loom"', ''];
  const body = Buffer.from(`${fields.join('\0')}\0`);
  const refusal = Buffer.concat([Buffer.from('E'), Buffer.alloc(4), body]);
  refusal.writeInt32BE(4 + body.length, 1);
  const cleartextPassword = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      socket.write(cleartextPassword);
      socket.once('data', () => socket.end(refusal));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return { server, port: (server.address() as { port: number }).port };
}

describe('a database that cannot be used', () => {
  let refusing: Awaited<ReturnType<typeof startRefusingServer>>;
  let database: TestDatabase;
  beforeAll(async () => {
    refusing = await startRefusingServer();
    database = await createTestDatabase();
  });
  afterAll(async () => {
    refusing?.server.close();
    await database?.drop();
  });

  const status = (url: string): Promise<AppRun> =>
    runApp('klines', ['status'], { env: { DATABASE_URL: url } });
  /** All that is wrong with the answer to a database that cannot be used; nothing when it is as it must be. */
  const faultsOf = (run: AppRun, ...says: string[]): string[] => [
    ...(run.code === 1 ? [] : [`it ends with ${run.code}`]),
    ...(run.stdout === '' ? [] : [`stdout: ${run.stdout}`]),
    ...(/^error: /m.test(run.stderr) ? [] : ['there is no error']),
    ...says.filter((part) => !run.stderr.includes(part)).map((part) => `${part} is not in: ${run.stderr}`),
    ...(run.stderr.includes('hunter2') ? ['it shows the password'] : []),
    ...(/^\s+at /m.test(run.stderr) ? ['it shows a stack'] : []),
  ];

  it('unreachable: names where', async () => {
    expect(
      faultsOf(await status('postgres://loom:hunter2@127.0.0.1:1/candles'), '127.0.0.1:1', 'check'),
    ).toEqual([]);
  });

  it('a wrong password: says so, without showing it', async () => {
    const run = await status(`postgres://loom:hunter2@127.0.0.1:${refusing.port}/candles`);
    expect(faultsOf(run, 'password authentication failed', 'check the user and the password')).toEqual([]);
  });

  it('a wrong password shows neither in the log nor in a stack', async () => {
    const env = { DATABASE_URL: `postgres://loom:hunter2@127.0.0.1:${refusing.port}/candles` };
    const run = await runApp('klines', ['status', '--verbose'], { env });
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^\s+at /m);
    expect(run.stderr).not.toContain('hunter2');
  });

  it('no such database: names it', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_candles';
    expect(faultsOf(await status(url.href), 'no_such_candles', 'CREATE DATABASE')).toEqual([]);
  });

  it('an empty catalogue: names the command that fills it', async () => {
    const args = [
      'ingest',
      '--exchange',
      'binance',
      '--symbols',
      'BTC-USDT-SPOT',
      '--interval',
      '1m',
      '--start',
      '-1d',
    ];
    const run = await runApp('klines', args, { env: { DATABASE_URL: database.url } });
    expect(faultsOf(run, 'marketloom-symbols sync --exchange binance')).toEqual([]);
  });

  it('tables made by a newer version: says to update, and changes nothing', async () => {
    const track = await queryTexts(
      database.url,
      `SELECT table_name FROM information_schema.columns WHERE column_name = 'md5' AND table_schema = 'public'`,
    );
    const table = track[0]?.[0] ?? '';
    await queryTexts(
      database.url,
      `INSERT INTO ${table} (version, name, md5, run_at) VALUES (9999, 'later', 'x', now())`,
    );
    expect(faultsOf(await status(database.url), '9999', 'update @marketloom/storage')).toEqual([]);
  });

  it('shows no password in the configuration in force', async () => {
    const env = { DATABASE_URL: 'postgres://loom:hunter2@db.example.com/candles' };
    const run = await runApp('klines', ['config', '--json'], { env });
    expect(exitOf(run, 0)).toBe(0);
    expect(run.stdout).toContain('postgres://loom:***@db.example.com/candles');
    expect(run.stdout).not.toContain('hunter2');
  });
});
