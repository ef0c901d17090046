import { isExchangeError } from '@marketloom/exchange';
import { type Recording, recordings, withoutRecordings } from '@marketloom/testing';
import { expect, test } from 'vitest';
import { refusals } from './errors.ts';
import { response } from './fixtures/response.ts';

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

function refusalOf(file: string): unknown {
  try {
    refusals.throwIfRefused(response(400, recordings?.text(file) ?? ''), {
      exchange: 'binance',
      operation: file,
    });
  } catch (error) {
    return error;
  }
  return null;
}

test.skipIf(recordings === null)(`every recorded refusal has its type${skipped}`, () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const refusal = refusalOf(`binance/${name}`);
    expect(refusal).toMatchObject({ kind: expected.kind, retryable: false });
    expect((refusal as Error).message).toMatch(expected.message);
  }
});

test.each(recorded)('$file is a typed error that tells what the exchange said', ({ file }) => {
  const { code, msg } = JSON.parse(recordings?.text(file) ?? '') as { code: number; msg: string };
  const refusal = refusalOf(file);
  expect(isExchangeError(refusal)).toBe(true);
  expect(refusal).toMatchObject({ exchange: 'binance', operation: file });
  // An unknown symbol is told by its name alone, which without an instrument is what the exchange says of it.
  expect((refusal as Error).message).toContain(code === -1121 ? `unknown symbol ${msg}` : msg);
});
