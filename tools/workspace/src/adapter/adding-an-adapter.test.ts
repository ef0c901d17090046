import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const guide = readFileSync(join(root, 'docs', 'adding-an-adapter.md'), 'utf8');

/** A command to run, or a file to write. */
interface Step {
  readonly title: string;
  readonly command: string | null;
  readonly file: string | null;
  readonly text: string;
}

const typed = (command: string): Step => ({ title: command, command, file: null, text: '' });
const written = (file: string, text: string): Step => ({
  title: `writes ${file}`,
  command: null,
  file,
  text,
});

/** The steps of the guide: commands, and files with the path behind `ts`. */
const steps: readonly Step[] = [...guide.matchAll(/^```(?:sh|ts (\S+))\n(.*?)^```$/gms)].flatMap(
  ([, file, text = '']) => (file === undefined ? text.trim().split('\n').map(typed) : [written(file, text)]),
);

let copy: string;

/** Runs a command in the copy of the repository, as a person would there. */
function run(command: string): { readonly code: number | null; readonly output: string } {
  const path = [join(copy, 'node_modules', '.bin'), process.env['PATH']].join(delimiter);
  const env = {
    ...process.env,
    PATH: path,
    NX_DAEMON: 'false',
    npm_config_audit: 'false',
    npm_config_fund: 'false',
    npm_config_prefer_offline: 'true',
    // What a run of tests sets for its own workers.
    VITEST: undefined,
    NODE_OPTIONS: undefined,
    NODE_ENV: undefined,
  };
  const { status, stdout, stderr } = spawnSync(command, { cwd: copy, shell: true, encoding: 'utf8', env });
  return { code: status, output: stdout + stderr };
}

const git = (...args: string[]): string => execFileSync('git', args, { cwd: copy, encoding: 'utf8' });

describe('the guide to adding an adapter', () => {
  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'marketloom-guide-'));
    const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
    });
    for (const file of listed.split('\n').filter((name) => name !== '')) {
      mkdirSync(dirname(join(copy, file)), { recursive: true });
      cpSync(join(root, file), join(copy, file));
    }
    // Hard links where they are possible: nothing in there is written in place.
    const linked = spawnSync('cp', ['-al', join(root, 'node_modules'), join(copy, 'node_modules')]);
    if (linked.status !== 0) {
      cpSync(join(root, 'node_modules'), join(copy, 'node_modules'), {
        recursive: true,
        verbatimSymlinks: true,
      });
    }
    git('init', '--quiet');
    git('add', '--all');
    git(
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@localhost',
      'commit',
      '--quiet',
      '--message',
      'before',
    );
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(steps)('$title', ({ command, file, text }) => {
    if (file !== null) writeFileSync(join(copy, file), text);
    if (command === null) return;
    const { code, output } = run(command);
    expect(code, output).toBe(0);
  });

  it('has touched nothing but the new folder, the lock file and what is generated', () => {
    const changed = git('status', '--porcelain', '--untracked-files=all')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => line.slice(3));
    const elsewhere = changed.filter((path) => !path.startsWith('libs/adapters/acme/'));
    expect(elsewhere.toSorted()).toEqual(['README.md', 'package-lock.json', 'tsconfig.json']);
    expect(changed.length).toBeGreaterThan(15);
  });

  it('ends with a library that builds, and that leaves nothing unused', () => {
    const built = run('npx tsc -b libs/adapters/acme/tsconfig.build.json');
    expect(built.code, built.output).toBe(0);
    const unused = run('npx knip');
    expect(unused.code, unused.output).toBe(0);
    const formatted = run('npx oxfmt --check libs/adapters/acme README.md tsconfig.json');
    expect(formatted.code, formatted.output).toBe(0);
  });
});
