import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedServer } from '@marketloom/storage';
import { findNativeTimescale, startNativeTimescale } from './native-timescale.ts';

/** A server on which databases can be made. */
export interface BenchmarkServer {
  /** The address of one of its databases, password included. */
  readonly url: string;
  /** Where it comes from and what is not as PostgreSQL ships it, for the report. */
  readonly description: string;
  close(): Promise<void>;
}

/**
 * The server at `address`; without one a native PostgreSQL with TimescaleDB in a temporary folder where that is installed,
 * else the embedded server.
 */
export async function openBenchmarkServer(address: string | undefined): Promise<BenchmarkServer> {
  if (address) {
    return {
      url: address,
      description: 'a server that was there, with settings of its own',
      close: async () => {},
    };
  }
  const native = findNativeTimescale();
  if (native !== null) return startNativeTimescale(native);
  const directory = await mkdtemp(join(tmpdir(), 'marketloom-benchmark-'));
  const server = await startEmbeddedServer({ directory, temporary: true });
  return {
    url: server.url,
    description: 'the embedded server of @marketloom/storage, in a temporary folder, without TimescaleDB',
    close: () => server.release(),
  };
}
