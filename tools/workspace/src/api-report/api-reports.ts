import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { declaredExports } from './declared-exports.ts';
import { printDeclaration } from './print-declaration.ts';

/** The report of one package: all that it exports, as TypeScript declares it. */
export interface ApiReport {
  /** Where it stands, from the root of the repository: `libs/symbol/api.md`. */
  readonly path: string;
  readonly text: string;
}

/** The reports of every package that is published, made of its source. Takes a few seconds: nothing is checked. */
export function apiReports(root: string): ApiReport[] {
  const declarations = mkdtempSync(join(tmpdir(), 'marketloom-declarations-'));
  try {
    const compiler = join(root, 'node_modules', '.bin', 'tsc');
    const project = join(root, 'tools', 'workspace', 'tsconfig.api.json');
    execFileSync(compiler, ['-p', project, '--outDir', declarations], {
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return globSync('{libs,libs/adapters,apps}/*/src/index.ts', { cwd: root })
      .toSorted()
      .map((index) => {
        const folder = dirname(dirname(index));
        const { name } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as {
          name: string;
        };
        const exported = declaredExports(join(declarations, index.replace(/\.ts$/, '.d.ts')))
          .toSorted((a, b) => (a.name < b.name ? -1 : 1))
          .map((one) => (one.name === 'default' ? `// default export\n` : '') + printDeclaration(one));
        return { path: join(folder, 'api.md'), text: reportOf(name, exported) };
      });
  } finally {
    rmSync(declarations, { recursive: true });
  }
}

function reportOf(name: string, exported: readonly string[]): string {
  return [
    `# What \`${name}\` exports`,
    '',
    '<!-- Written by: npm run api. A change here is a change for users: say so in the commit. -->',
    '',
    '```ts',
    exported.join('\n\n'),
    '```',
    '',
  ].join('\n');
}
