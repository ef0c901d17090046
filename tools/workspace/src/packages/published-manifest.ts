/** A package.json, as far as it is looked at here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

/** The condition under which the workspace runs from TypeScript source. */
export const SOURCE_CONDITION = '@marketloom/source';

/** What is of use in the workspace alone: how to build and test, what tests need, what Nx is told. */
const OF_THE_WORKSPACE = new Set(['scripts', 'devDependencies', 'nx']);

/**
 * The manifest that users get. The source condition goes too: Node refuses to run TypeScript in `node_modules`, so to
 * whoever sets that condition it would be a trap.
 */
export function publishedManifest(manifest: Manifest): Manifest {
  const kept = Object.entries(manifest).filter(([key]) => !OF_THE_WORKSPACE.has(key));
  return {
    ...(Object.fromEntries(kept) as Manifest),
    ...(manifest.exports && { exports: withoutSource(manifest.exports) as Record<string, unknown> }),
  };
}

function withoutSource(exports: unknown): unknown {
  if (typeof exports !== 'object' || exports === null) return exports;
  return Object.fromEntries(
    Object.entries(exports)
      .filter(([key]) => key !== SOURCE_CONDITION)
      .map(([key, value]) => [key, withoutSource(value)]),
  );
}
