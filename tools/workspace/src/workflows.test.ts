import { accessSync, constants, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const root = join(import.meta.dirname, '..', '..', '..');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly strategy?: { readonly matrix: { readonly node: readonly string[] } };
        readonly steps: readonly Step[];
      }
    >
  >;
}

const files = globSync('.github/workflows/*.yml', { cwd: root }).toSorted();
const read = (file: string): Workflow =>
  parse(readFileSync(join(root, file), 'utf8'), { strict: true }) as Workflow;
const stepsOf = (workflow: Workflow): readonly Step[] =>
  Object.values(workflow.jobs).flatMap(({ steps }) => steps);

describe('the workflows', () => {
  it('are two', () => {
    expect(files).toEqual(['.github/workflows/ci.yml', '.github/workflows/release.yml']);
  });

  it.each(files)('%s pins its actions, may write nothing, and runs all that must hold', (file) => {
    const workflow = read(file);
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const steps = stepsOf(workflow);
    const actions = steps.flatMap(({ uses }) => uses ?? []);
    expect(actions.filter((action) => !/^[\w-]+\/[\w-]+@[\da-f]{40}$/.test(action))).toEqual([]);
    expect(steps.filter(({ run }) => run?.endsWith('.ci/run'))).toHaveLength(1);
    accessSync(join(root, '.ci', 'run'), constants.X_OK);
  });

  it('try every Node that the packages name, the oldest too', () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      readonly engines: { readonly node: string };
    };
    const matrix = read('.github/workflows/ci.yml').jobs['ci']?.strategy?.matrix.node;
    expect(matrix).toEqual([engines.node.replace('>=', ''), '22', '24', '26']);
  });

  it('publish by identity, with provenance and without a token', () => {
    const workflow = read('.github/workflows/release.yml');
    expect(Object.keys(workflow.on)).toEqual(['push']);
    // Only the job that runs none of the tests has the identity.
    const { check, publish: publishing } = workflow.jobs;
    expect(check?.permissions).toBeUndefined();
    expect(check?.steps.at(-1)?.run).toBe('.ci/run');
    expect(publishing).toMatchObject({
      needs: 'check',
      environment: 'npm',
      permissions: { contents: 'read', 'id-token': 'write' },
    });
    expect(publishing?.steps.map(({ run }) => run)).not.toContain('.ci/run');
    const publish = stepsOf(workflow).at(-1);
    expect(publish?.run).toBe('npm run release -- --publish');
    expect(publish?.env).toEqual({ NPM_CONFIG_PROVENANCE: 'true' });
    expect(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8')).not.toMatch(/secrets\.|TOKEN/);
  });
});
