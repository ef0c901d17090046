import { expect, it } from 'vitest';
import { conformanceChecks } from './conformance.ts';
import { toySubject } from './fixtures/toy.ts';

it.each(conformanceChecks(toySubject()))('the toy adapter: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
