import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseChangelog, releasePublish, releaseVersion } from 'nx/release';
import type { Manifest } from '../packages/published-manifest.ts';
import { buildPackages, repository, stagePackages } from '../packages/stage-packages.ts';
import { HELP, parseReleaseCommand, type ReleaseCommand } from './command-line.ts';

/** Versions and changelogs of all packages; outside a dry run they are committed and tagged. */
async function version({ dryRun, specifier }: ReleaseCommand): Promise<void> {
  const tags = execFileSync('git', ['tag', '--list', 'v*'], { cwd: repository, encoding: 'utf8' });
  const firstRelease = tags.trim() === '';
  // The first release has the version that stands in the manifests.
  const asked = specifier ?? (firstRelease ? currentVersion() : undefined);
  const { workspaceVersion, projectsVersionData } = await releaseVersion({
    dryRun,
    firstRelease,
    ...(asked !== undefined && { specifier: asked }),
    gitCommit: false,
    gitTag: false,
  });
  await releaseChangelog({
    dryRun,
    firstRelease,
    versionData: projectsVersionData,
    version: workspaceVersion ?? null,
    gitCommit: !dryRun,
    gitTag: !dryRun,
    gitCommitMessage: 'chore(release): {version}',
  });
}

/** All packages carry the same. */
function currentVersion(): string {
  const manifest = readFileSync(join(repository, 'libs', 'symbol', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as Manifest).version;
}

/** Publishes what is checked out. Versions that are published already are passed over. */
async function publish({ dryRun }: ReleaseCommand): Promise<number> {
  await buildPackages();
  await stagePackages(join(repository, 'dist', 'packages'));
  const results = await releasePublish({ dryRun, firstRelease: true, access: 'public' });
  return Object.values(results).some(({ code }) => code !== 0) ? 1 : 0;
}

const command = parseReleaseCommand(process.argv.slice(2));
if (command === null) {
  process.stdout.write(HELP);
} else {
  if (command.steps.includes('version')) await version(command);
  if (command.steps.includes('publish')) process.exitCode = await publish(command);
}
