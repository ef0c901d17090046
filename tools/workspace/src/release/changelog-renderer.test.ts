import type { ChangelogChange } from 'nx/release/changelog-renderer';
import { expect, it } from 'vitest';
import ChangelogRenderer from './changelog-renderer.ts';

const change = (scope: string, description: string): ChangelogChange => ({
  type: 'feat',
  scope,
  description,
  affectedProjects: '*',
  isBreaking: false,
});
const changes = [
  change('symbol', 'a symbol tells more'),
  change('exchange, symbol', 'both tell more'),
  change('storage', 'a table more'),
  change('', 'all are faster'),
  change('symbol', 'a symbol tells more'),
];

const rendered = (project: string | null): Promise<string> =>
  new ChangelogRenderer({
    changes,
    changelogEntryVersion: '0.2.0',
    project,
    entryWhenNoChanges: false,
    isVersionPlans: false,
    changelogRenderOptions: { authors: false },
    conventionalCommitsConfig: {
      useCommitScope: true,
      types: { feat: { semverBump: 'minor', changelog: { title: 'Features', hidden: false } } },
    },
    remoteReleaseClient: { getRemoteRepoData: () => null },
  } as unknown as ConstructorParameters<typeof ChangelogRenderer>[0]).render();

const linesOf = async (project: string | null): Promise<readonly string[]> =>
  (await rendered(project)).split('\n').filter((line) => line.startsWith('- '));

it('the changelog of a package is what its own commits tell, and what is told of all', async () => {
  await expect(linesOf('symbol')).resolves.toEqual([
    '- **symbol:** a symbol tells more',
    '- **exchange, symbol:** both tell more',
    '- all are faster',
  ]);
});

it('the changelog of the whole has everything, once', async () => {
  await expect(linesOf(null)).resolves.toHaveLength(4);
});
