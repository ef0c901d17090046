import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { apiReports } from './api-reports.ts';
import { declaredExports } from './declared-exports.ts';
import { printDeclaration } from './print-declaration.ts';

const root = join(import.meta.dirname, '..', '..', '..', '..');

describe('the reports of what packages export', () => {
  const reports = apiReports(root);

  it('are there for every package', () => {
    const packages = globSync('{libs,libs/adapters,apps}/*/package.json', { cwd: root }).map(dirname);
    expect(reports.map(({ path }) => dirname(path))).toEqual(packages.toSorted());
  });

  it.each(reports)('$path is current', ({ path, text }) => {
    const file = join(root, path);
    const written = existsSync(file) ? readFileSync(file, 'utf8') : '';
    expect(written, 'the public surface changed: npm run api, and say so in the commit').toBe(text);
  });
});

describe('a report', () => {
  const reportOf = (files: Readonly<Record<string, string>>): string[] => {
    const folder = mkdtempSync(join(tmpdir(), 'marketloom-declarations-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return declaredExports(join(folder, 'index.d.ts')).map(printDeclaration);
  };

  it('shows what a name stands for, wherever it is declared, and no comment', () => {
    const shown = reportOf({
      'index.d.ts': "export { type A, b as c } from './middle.ts';\nexport { default } from './d.js';",
      'middle.d.ts':
        "export { type A } from './a.ts';\n/** Adds. */\nexport declare function b(x: 1): 2;\nexport declare function b(x: 3): 4;",
      'a.d.ts': '/** Is. */\nexport interface A {\n    /** In ms. */\n    readonly at: number;\n}',
      'd.d.ts': 'declare const made: 5;\nexport default made;',
    });
    expect(shown).toEqual([
      'interface A {\n  readonly at: number;\n}',
      'function b(x: 1): 2;\nfunction b(x: 3): 4;',
      'const made: 5;',
    ]);
  });

  it('leaves out what users have no part in', () => {
    const [shown] = reportOf({
      'index.d.ts': "export { A } from './a.ts';",
      'a.d.ts':
        'export declare class A {\n    #private;\n    private b;\n    /** @internal */\n    c(): void;\n    protected d(): void;\n    e: 1;\n}',
    });
    expect(shown).toBe('class A {\n  protected d(): void;\n  e: 1;\n}');
  });

  it('does not pass over what it cannot follow', () => {
    expect(() => reportOf({ 'index.d.ts': "export * from './a.ts';" })).toThrow('only names that are listed');
    expect(() => reportOf({ 'index.d.ts': "export { A } from './a.ts';", 'a.d.ts': '' })).toThrow(
      'no declaration of A',
    );
  });
});
