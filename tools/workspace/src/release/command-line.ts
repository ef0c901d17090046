import { parseArgs } from 'node:util';

/** What to release, and how far to go. */
export interface ReleaseCommand {
  /** `version`: versions, changelogs, a commit and a tag. `publish`: the packages, as they are checked out. */
  readonly steps: readonly ('version' | 'publish')[];
  /** Whether nothing is written, and nothing leaves this machine. */
  readonly dryRun: boolean;
  /** The new version; told by the commits when left out. */
  readonly specifier: string | undefined;
}

/** What `--help` prints. */
export const HELP = `Releases all packages, which carry one version.

  npm run release                        shows what a release would do; nothing is written
  npm run release -- --dry-run=false     new versions, changelogs, a commit and a tag, in this clone
  npm run release -- --publish           publishes what is checked out, built before; the release workflow does so
  npm run release -- 0.2.0               takes this version instead of what the commits tell

  --publish       the packages alone: no version changes
  --dry-run       true or false; true unless --publish is given
  --help          this
`;

/**
 * Reads the command line; null asks for the help.
 * @throws {TypeError} when it cannot be understood
 */
export function parseReleaseCommand(given: readonly string[]): ReleaseCommand | null {
  // `--dry-run` alone means yes.
  const args = given.map((argument) => (argument === '--dry-run' ? '--dry-run=true' : argument));
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'dry-run': { type: 'string' },
      publish: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return null;
  const dryRun = values['dry-run'] ?? String(!values.publish);
  if (dryRun !== 'true' && dryRun !== 'false') throw new TypeError('--dry-run is true or false');
  const [specifier, more] = positionals;
  if (more !== undefined) throw new TypeError(`one version at most, but ${more} came too`);
  if (values.publish && specifier !== undefined) {
    throw new TypeError('--publish takes the version that is checked out');
  }
  const isDry = dryRun === 'true';
  const steps = values.publish
    ? ['publish' as const]
    : ['version' as const, ...(isDry ? ['publish' as const] : [])];
  return { steps, dryRun: isDry, specifier };
}
