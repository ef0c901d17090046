import { once } from 'node:events';
import { createServer } from 'node:net';
import { createTestDatabase, type TestDatabase } from '@marketloom/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SwallowingProxy } from '../testing/swallowing-proxy.ts';
import { DatabaseAddress } from './database-address.ts';
import { PgConnection } from './pg-connection.ts';
import { NotLetInError, ServerWitness } from './server-witness.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** Holds up the event loop. */
function block(durationMs: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, durationMs);
}

test('while our own event loop is held up no server is taken for silent', async () => {
  await using proxy = await SwallowingProxy.start(database.url);
  const connection = new PgConnection({ address: DatabaseAddress.parse(proxy.url), timeoutMs: 1_000 });
  const session = await connection.connect();
  let blocked = 0;
  proxy.onJoin(() => {
    blocked += 1;
    block(2_000);
  });
  await expect(session.query('SELECT pg_sleep(4)')).resolves.toMatchObject({ rowCount: 1 });
  expect(blocked).toBeGreaterThan(0);
  session.release();
  await connection.close();
});

test('what keeps us from asking is no word of the server', async () => {
  const connectionString = 'postgres://ann@market.invalid/market';
  expect(await new ServerWitness({ connectionString }, 10_000).stateOf(1)).toBe('unknown');
  const folder = { host: '/nowhere/at/all', user: 'ann', database: 'market' };
  expect(await new ServerWitness(folder, 10_000).stateOf(1)).toBe('unknown');
});

test('who does not let us in is told from who is not to be reached', async () => {
  const deaf = createServer(() => undefined).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const { port } = deaf.address() as { port: number };
  const witness = new ServerWitness({ host: '127.0.0.1', port, user: 'ann' }, 300);
  await expect(witness.stateOf(1)).rejects.toBeInstanceOf(NotLetInError);
  deaf.close();
  await expect(witness.stateOf(1)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('nothing is under way any more once it is closed', async () => {
  let open = 0;
  const deaf = createServer((socket) => {
    open += 1;
    socket.on('close', () => (open -= 1)).resume();
  }).listen(0, '127.0.0.1');
  await once(deaf, 'listening');
  const { port } = deaf.address() as { port: number };
  const witness = new ServerWitness({ host: '127.0.0.1', port, user: 'ann' }, 3_600_000);
  const asked = witness.stateOf(1);
  await once(deaf, 'connection');
  witness.close();
  expect(await asked).toBe('unknown');
  await expect.poll(() => open).toBe(0);
  deaf.close();
});
