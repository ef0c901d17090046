import { expect, it } from 'vitest';
import { conformanceChecks } from './conformance.ts';
import { toySubject } from './fixtures/toy.ts';
import { toyLiveSubject } from './fixtures/toy-streams.ts';
import { streamChecks } from './checks/stream-checks.ts';

it.each(conformanceChecks(toySubject()))('the toy adapter: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});

it.each(streamChecks(toyLiveSubject()))('the toy adapter with live books: $name', async ({ run }) => {
  await expect(run()).resolves.toBeUndefined();
});
