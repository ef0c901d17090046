import { randomBytes } from 'node:crypto';
import { chown, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { programFailure } from './embedded-operation.ts';
import type { Programs } from './programs.ts';
import { runProgram } from './run-program.ts';
import type { ServerUser } from './server-user.ts';

/** The file of the password, in the data folder. */
export const PASSWORD_FILE = 'marketloom.password';

/** The superuser of embedded servers. */
export const SERVER_USER_NAME = 'marketloom';

/** Loopback only and no socket files; times in UTC; text sorted by its bytes on every machine. */
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'timezone=UTC',
  'log_timezone=UTC',
  'log_checkpoints=off',
];

/**
 * Makes the files of a server at `target`, whole or not at all: they are made beside it and moved there at the end.
 * When another process was faster, its files stay.
 */
export async function makeCluster(
  target: string,
  programs: Programs,
  user: ServerUser | null,
  operation: string,
): Promise<void> {
  const making = `${target}.new-${randomBytes(6).toString('hex')}`;
  const passwordFile = `${making}.password`;
  const password = randomBytes(24).toString('base64url');
  try {
    await mkdir(making, { mode: 0o700 });
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600, flag: 'wx' });
    await giveTo(user, making, passwordFile);
    await initialise(making, passwordFile, programs, user, operation);
    await writeFile(join(making, PASSWORD_FILE), `${password}\n`, { mode: 0o600, flag: 'wx' });
    await giveTo(user, join(making, PASSWORD_FILE));
    await rename(making, target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(making, { recursive: true, force: true });
  }
}

async function initialise(
  data: string,
  passwordFile: string,
  programs: Programs,
  user: ServerUser | null,
  operation: string,
): Promise<void> {
  const parameters = [
    `--pgdata=${data}`,
    `--username=${SERVER_USER_NAME}`,
    `--pwfile=${passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const { code, output } = await runProgram(programs.initdb, parameters, { user });
  if (code !== 0) throw programFailure(operation, 'initdb', output);
}

async function giveTo(user: ServerUser | null, ...paths: string[]): Promise<void> {
  if (user === null) return;
  for (const path of paths) await chown(path, user.uid, user.gid);
}
