import { expect, test } from 'vitest';
import { UnsupportedServerError } from '../errors/unsupported-server-error.ts';
import { ScriptedSession } from '../testing/scripted-session.ts';
import { supportedVersion } from './server-version.ts';

const server = (number: number, version: string): ScriptedSession =>
  new ScriptedSession([{ when: /server_version_num/, answer: [{ number, version }] }]);

test.each([
  [150000, '15.0', '15.0'],
  [150018, '15.18 (Debian 15.18-0+deb12u1)', '15.18'],
  [190000, '19beta1', '19beta1'],
])('PostgreSQL %i is new enough', async (number, version, short) => {
  expect(await supportedVersion(server(number, version), 'there')).toBe(short);
});

test('an older one is refused, and what is needed said', async () => {
  const refused = supportedVersion(server(140099, '14.99'), 'db.example:5432/market');
  await expect(refused).rejects.toBeInstanceOf(UnsupportedServerError);
  await expect(refused).rejects.toThrow(
    /db\.example:5432\/market: the server is PostgreSQL 14\.99; at least 15/,
  );
});
