import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { installPackagesTask, readJson, type Tree, updateJson, workspaceRoot } from '@nx/devkit';

/** What the generator is told. */
interface AdapterOptions {
  readonly id: string;
  readonly name?: string;
}

/** An adapter that works, for an exchange that does not exist: see the conformance test beside it. */
const TEMPLATE = join(import.meta.dirname, 'template');
const TEMPLATE_VERSION = '0.1.0';

/**
 * Makes `libs/adapters/<id>` of the template and refers to it in `tsconfig.json`; afterwards npm links it and writes the
 * lock file, and the README's table of adapters is made anew. Nothing else is touched.
 */
export default async function generateAdapter(tree: Tree, options: AdapterOptions): Promise<() => void> {
  const { id, name = capitalised(options.id) } = options;
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(id)) {
    throw new Error(`an exchange's id has lower-case letters, digits and hyphens, not ${JSON.stringify(id)}`);
  }
  const root = `libs/adapters/${id}`;
  if (tree.exists(root)) throw new Error(`${root} is there already`);
  // All packages carry one version; the template has that of the day on which it was written.
  const { version } = readJson<{ version: string }>(tree, 'libs/symbol/package.json');
  for (const file of filesBelow(TEMPLATE)) {
    const text = readFileSync(join(TEMPLATE, file), 'utf8');
    const named = text
      .replaceAll('MARKETLOOM_SAMPLEDEX', `MARKETLOOM_${id.toUpperCase().replaceAll('-', '_')}`)
      .replaceAll('import sampledex from', `import ${variableOf(id)} from`)
      .replaceAll('sampledex.create', `${variableOf(id)}.create`)
      .replaceAll('sampledex', id)
      .replaceAll(TEMPLATE_VERSION, version)
      .replaceAll('Sampledex', name);
    tree.write(`${root}/${file.replace(/\.template$/, '')}`, named);
  }
  updateJson(tree, 'tsconfig.json', (config: { references: { path: string }[] }) => ({
    ...config,
    references: [...config.references, { path: `${root}/tsconfig.build.json` }].toSorted((a, b) =>
      a.path < b.path ? -1 : 1,
    ),
  }));
  return () => {
    installPackagesTask(tree, true);
    const format = join(workspaceRoot, 'node_modules', 'oxfmt', 'bin', 'oxfmt');
    const table = join(workspaceRoot, 'tools', 'workspace', 'src', 'write-adapter-table.ts');
    execFileSync(process.execPath, ['--conditions=@marketloom/source', '--no-warnings', table], {
      stdio: 'inherit',
    });
    execFileSync(process.execPath, [format, root, 'tsconfig.json'], { cwd: workspaceRoot, stdio: 'inherit' });
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

const capitalised = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1);

/** An id as a name in code: `crypto-com` → `cryptoCom`; a digit at its beginning is moved behind. */
function variableOf(id: string): string {
  const joined = id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
  return /^\d/.test(joined) ? `exchange${joined}` : joined;
}
