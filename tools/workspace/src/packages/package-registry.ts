import { createHash, randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { StagedPackage } from './stage-packages.ts';

/** A registry on loopback that has packages which are not published yet. */
export interface PackageRegistry extends AsyncDisposable {
  /** What `@marketloom:registry=` in an `.npmrc` names. */
  readonly url: string;
}

/**
 * Serves packages as a registry would, so that `npm install @marketloom/klines` works to the letter. All else comes from
 * the registry that npm knows. Each registry has an address of its own, for npm remembers what an address has answered.
 */
export async function servePackages(
  packages: readonly StagedPackage[],
  tarballs: ReadonlyMap<string, string>,
): Promise<PackageRegistry> {
  const files = new Map<string, Buffer>();
  const prefix = `/${randomUUID()}/`;
  const server = createServer((request, response) => {
    const body = files.get(decodeURIComponent(request.url ?? ''));
    response.statusCode = body === undefined ? 404 : 200;
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${prefix}`;
  for (const { manifest } of packages) {
    const { name, version } = manifest;
    const tarball = await readFile(tarballs.get(name) as string);
    const file = `${name}/-/${version}.tgz`;
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`;
    const packument = {
      name,
      'dist-tags': { latest: version },
      versions: { [version]: { ...manifest, dist: { tarball: `${url}${file}`, integrity } } },
    };
    files.set(`${prefix}${name}`, Buffer.from(JSON.stringify(packument)));
    files.set(`${prefix}${file}`, tarball);
  }
  return {
    url,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
