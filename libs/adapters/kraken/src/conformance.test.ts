import { conformanceChecks } from '@marketloom/adapter-testkit';
import { expect, it } from 'vitest';
import definition from './definition.ts';
import { simulation } from './fixtures/simulation.ts';

it.each(conformanceChecks({ definition, simulation }))('$name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
