import { execFileSync } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { releaseChangelog, releaseVersion } from 'nx/release';
import type { Manifest } from '../packages/published-manifest.ts';
import { repository } from '../packages/stage-packages.ts';
import type { ReleaseCommand } from './command-line.ts';

/**
 * Gives all packages their new version, and writes the changelogs; outside a dry run all of it is one commit with a tag.
 * @throws {Error} when something is not committed yet, for it would be in that commit too
 */
export async function makeVersion({ dryRun, specifier }: ReleaseCommand): Promise<void> {
  if (!dryRun && git('status', '--porcelain') !== '') {
    throw new Error('not all is committed: commit it first, or put it away');
  }
  const firstRelease = git('tag', '--list', 'v*') === '';
  // The first release has the version that stands in the manifests.
  const asked = specifier ?? (firstRelease ? currentVersion() : undefined);
  const { workspaceVersion, projectsVersionData } = await releaseVersion({
    dryRun,
    firstRelease,
    ...(asked !== undefined && { specifier: asked }),
    gitCommit: false,
    gitTag: false,
  });
  if (!workspaceVersion) {
    process.stdout.write(
      'No commit since the last release changes a package: there is nothing to release.\n',
    );
    return;
  }
  await releaseChangelog({
    dryRun,
    firstRelease,
    versionData: projectsVersionData,
    version: workspaceVersion,
    gitCommit: false,
    gitTag: false,
  });
  if (dryRun) return;
  for (const file of globSync('examples/**/package.json', { cwd: repository }))
    dependOn(file, workspaceVersion);
  git('add', '--all');
  git('commit', '--quiet', '--message', `chore(release): ${workspaceVersion}`);
  git('tag', '--annotate', '--message', `v${workspaceVersion}`, `v${workspaceVersion}`);
  process.stdout.write(`\nCommitted and tagged. To release it: git push --follow-tags\n`);
}

/** What an example depends on is what is released now: a range of 0.x does not reach the next minor version. */
function dependOn(file: string, version: string): void {
  const path = join(repository, file);
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replaceAll(/("@marketloom\/[a-z-]+": )"[^"]*"/g, `$1"^${version}"`));
}

/** All packages carry the same. */
function currentVersion(): string {
  const manifest = readFileSync(join(repository, 'libs', 'symbol', 'package.json'), 'utf8');
  return (JSON.parse(manifest) as Manifest).version;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: repository, encoding: 'utf8' }).trim();
}
