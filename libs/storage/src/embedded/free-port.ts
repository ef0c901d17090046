import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';

const HOST = '127.0.0.1';
const PORT_FILE = 'marketloom.port';

/** A port of loopback that nobody listens on: the one that this data folder had before, where it is still free. */
export async function choosePort(data: string): Promise<number> {
  const before = Number.parseInt(await readFile(join(data, PORT_FILE), 'utf8').catch(() => ''), 10);
  if (!Number.isNaN(before) && (await tryPort(before)) !== null) return before;
  const free = await tryPort(0);
  if (free === null) throw new Error('no port of 127.0.0.1 is free');
  return free;
}

/** Notes the port for the next start. */
export async function rememberPort(data: string, port: number): Promise<void> {
  await writeFile(join(data, PORT_FILE), `${port}\n`, { mode: 0o600 });
}

async function tryPort(port: number): Promise<number | null> {
  const server = createServer();
  server.listen({ port, host: HOST, exclusive: true });
  try {
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch {
    return null;
  } finally {
    server.close();
  }
}
