import { isExchangeError } from '@marketloom/exchange';
import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { throwIfRefused } from './errors.ts';
import { response } from './fixtures/direct-transport.ts';

const skipped = recordings === null ? `: ${withoutRecordings}` : '';
const recorded: readonly Recording[] = (recordings?.index ?? []).filter(
  ({ exchange, kind }) => exchange === 'binance' && kind === 'error',
);

/** What each recorded refusal is. Some are of endpoints that the adapter does not ask: their codes mean the same. */
const EXPECTED: Readonly<Record<string, { readonly kind: string; readonly message: RegExp }>> = {
  'error__gct-api-v1-historicalTrades--2014.json': { kind: 'invalidRequest', message: /wants an API key/ },
  'error__gct-fapi-v1-ticker-24hr--1121.json': {
    kind: 'unknownSymbol',
    message: /unknown symbol Invalid symbol\./,
  },
  'error__gct-api-v3-trades--1105.json': { kind: 'invalidRequest', message: /'symbol' was empty/ },
  'error__gct-futures-data-globalLongShortAccountRatio--1130.json': {
    kind: 'invalidRequest',
    message: /'startTime' is invalid/,
  },
  'error__gct-dapi-v1-constituents--1102.json': {
    kind: 'invalidRequest',
    message: /Mandatory parameter 'symbol'/,
  },
  'error__gct-eapi-v1-openInterest--6010.json': {
    kind: 'exchange',
    message: /open interest error data.*code -6010/,
  },
  // Recorded as klines: the premium index was asked for without a symbol.
  'klines__gct-coinm-premiumIndexKlines-1M-1744103854944-5-20260322.json': {
    kind: 'invalidRequest',
    message: /Mandatory parameter 'symbol'.*code -1102/,
  },
};

test.skipIf(recordings === null)(`every recorded refusal has its type${skipped}`, () => {
  const names = recorded.map(({ file }) => file.replace('binance/', ''));
  expect(Object.keys(EXPECTED)).toEqual(expect.arrayContaining(names));
  expect(names).toHaveLength(6);
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const text = recordings?.text(`binance/${name}`) ?? '';
    let thrown: unknown;
    try {
      throwIfRefused(response(400, text), { operation: name });
    } catch (error) {
      thrown = error;
    }
    expect(isExchangeError(thrown)).toBe(true);
    expect(thrown).toMatchObject({ kind: expected.kind, retryable: false, operation: name });
    expect((thrown as Error).message).toMatch(expected.message);
  }
});
