import { expect, it } from 'vitest';
import { isLoopback, parseAddress, printAddress } from './request-address.ts';

const context = { exchange: 'testex', operation: 'fetchThings' };

it.each(['localhost', 'api.localhost', '127.0.0.1', '127.8.9.1', '[::1]'])(
  'takes %s for this machine',
  (host) => {
    expect(isLoopback(host)).toBe(true);
    expect(parseAddress(`http://${host}:8089/fapi`, context).port).toBe('8089');
  },
);

it.each(['127.0.0.1.testex', 'localhost.testex', '10.0.0.1', '[::2]', 'api.testex', '1270.0.0.1'])(
  'does not take %s for this machine',
  (host) => {
    expect(isLoopback(host)).toBe(false);
  },
);

it('takes https anywhere', () => {
  expect(parseAddress('https://api.testex/v1?a=b', context).href).toBe('https://api.testex/v1?a=b');
});

it('prints an address without the values of secrets', () => {
  const print = (url: string): string => printAddress(new URL(url));
  expect(print('https://api.testex/v1')).toBe('https://api.testex/v1');
  expect(print('https://api.testex/v1?symbol=BTC-USD&apiKey=a&signature=b&access_token=c&limit=5')).toBe(
    'https://api.testex/v1?symbol=BTC-USD&apiKey=***&signature=***&access_token=***&limit=5',
  );
});
