import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { InvalidDatabaseAddressError } from '../errors/invalid-database-address-error.ts';
import { DatabaseAddress } from './database-address.ts';

test.each([
  ['postgres://ann:secret@db.example:6543/market', 'ann@db.example:6543/market'],
  ['postgresql://ann@db.example/market', 'ann@db.example:5432/market'],
  ['postgres://localhost', 'localhost:5432'],
  ['postgres://ann:secret@localhost', 'ann@localhost:5432/ann'],
  ['postgres://localhost/market?user=ann&password=secret', 'ann@localhost:5432/market'],
  ['postgres://ann:p%40ss%2Fw%3Frd@localhost/m%C3%A4rkte', 'ann@localhost:5432/märkte'],
  ['postgres:///market?host=/var/run/postgresql', '/var/run/postgresql:5432/market'],
  ['postgres://ann@[::1]:5433/market', 'ann@[::1]:5433/market'],
])('%s is %s', (url, location) => {
  const address = DatabaseAddress.parse(url);
  expect(address.location).toBe(location);
  expect(address.connectionString()).toBe(url);
});

test.each([
  ['mysql://ann:secret@localhost/market', /begin with postgres/],
  ['localhost:5432/market', /begin with postgres/],
  ['', /begin with postgres/],
  ['postgres://ann:secret@localhost:port/market', /not a valid URL/],
  ['postgres://ann:sec/ret@localhost/market', /not a valid URL/],
  ['postgres://ann:12/secret@localhost/market', /@ after the host/],
  ['postgres://ann:12#secret@localhost/market', /@ after the host/],
  ['postgres://ann:12?secret@localhost/market', /@ after the host/],
  ['postgres://ann:secret%zz@localhost/market', /hexadecimal/],
])('%s is refused, and not repeated', (url, reason) => {
  const refused = (): unknown => DatabaseAddress.parse(url);
  expect(refused).toThrow(InvalidDatabaseAddressError);
  expect(refused).toThrow(reason);
  expect(refused).toThrow(/percent-encoded/);
  expect(refused).not.toThrow(/secret|sec.ret/);
  expect(inspect(errorOf(refused), { depth: null, showHidden: true })).not.toContain('secret@');
});

function errorOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

test('whatever the password is, it is neither in the location nor shown', () => {
  const password = fc
    .string({ unit: 'grapheme', minLength: 8 })
    .filter((text) => !'marketloom@localhost:5432'.includes(text));
  fc.assert(
    fc.property(password, (secret) => {
      const encoded = encodeURIComponent(secret.toWellFormed());
      for (const url of [
        `postgres://marketloom:${encoded}@localhost/market`,
        `postgres://localhost/market?user=marketloom&password=${encoded}`,
      ]) {
        const address = DatabaseAddress.parse(url);
        expect(address.location).toBe('marketloom@localhost:5432/market');
        const shown = `${inspect(address, { showHidden: true, depth: null })}${JSON.stringify(address)}${String(address)}`;
        expect(shown).not.toContain(encoded);
      }
    }),
  );
});
