import { createRequire } from 'node:module';
import type { ChangelogChange } from 'nx/release/changelog-renderer';

// A CommonJS module whose default export is no more than a property named so.
const { default: DefaultChangelogRenderer } = createRequire(import.meta.url)(
  'nx/release/changelog-renderer',
) as typeof import('nx/release/changelog-renderer');

/**
 * Changelogs as Nx renders them, with two differences. A package's own has what commits tell of it by their scope, and what
 * they tell of all: a commit that touches a file on which every package depends, such as the lockfile, changes none by that.
 * What two commits tell in the same words, as one and its copy on another branch do, stands once.
 */
export default class ChangelogRenderer extends DefaultChangelogRenderer {
  protected override filterChanges(changes: ChangelogChange[], project: string | null): ChangelogChange[] {
    const told = new Map(
      super
        .filterChanges(changes, project)
        .filter(({ scope }) => project === null || isOf(project, scope))
        .map((change) => [`${change.type} ${change.scope} ${change.description}`, change]),
    );
    return [...told.values()];
  }
}

/** A scope may name several packages, or none. */
function isOf(project: string, scope: string): boolean {
  return !scope || scope.split(',').some((one) => one.trim() === project);
}
