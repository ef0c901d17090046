import { describe, expect, it } from 'vitest';
import { conformanceChecks } from './conformance.ts';
import { MUTANTS } from './fixtures/mutants.ts';

describe('the suite tells adapters with', () => {
  it.each(Object.entries(MUTANTS))('%s', async (_, { subject, told }) => {
    const checks = conformanceChecks(subject).filter(({ id }) => told.includes(id));
    const failures = await Promise.all(
      checks.map(async ({ id, run }) => {
        try {
          await run();
          return null;
        } catch (error) {
          return { id, message: String(error) };
        }
      }),
    );
    const [failure] = failures.filter((each) => each !== null);
    expect(failure?.message, 'nothing was told').toMatch(/\S/);
  });
});
