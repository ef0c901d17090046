import { Unclassifiable } from '@marketloom/adapter-kit';
import { JsonReader } from '@marketloom/transport';
import { describe, expect, it } from 'vitest';
import { classifyContract } from './contract.ts';
import { ROWS } from './fixtures/rows.ts';
import { listing } from './listing.ts';

const reader = (row: unknown): JsonReader => JsonReader.of(row, { exchange: 'okx', operation: 'test' });
const rowNamed = (instId: string): Readonly<Record<string, unknown>> => {
  const row = Object.values(ROWS)
    .flat()
    .find((each) => each['instId'] === instId);
  if (row === undefined) throw new Error(`there is no row ${instId}`);
  return row;
};
const classified = (instId: string, changes: object = {}): ReturnType<typeof classifyContract> =>
  classifyContract(reader({ ...rowNamed(instId), ...changes }));

describe('a contract', () => {
  it('is worth its value times its multiplier', () => {
    expect(classified('BTC-USDT-SWAP', { ctVal: '0.10', ctMult: '0.01' }).contractSize).toBe('0.001');
  });

  it.each([
    ['in another currency', { ctValCcy: 'USD' }],
    ['without a value', { ctVal: '' }],
    ['without a multiplier', { ctMult: '' }],
  ])('%s is of no known size', (_, changes) => {
    expect(classified('BTC-USDT-SWAP', changes).contractSize).toBeNull();
  });

  it('keeps the day of its name when it is taken offline before, and tells when it ends', () => {
    const offline = Date.UTC(2026, 6, 1, 8);
    const { symbol, expiresAt } = classified('BTC-USD-260925', { expTime: String(offline) });
    expect(symbol.toString()).toBe('BTC-USD-FUTURE_260925:BTC');
    expect(expiresAt).toBe(offline);
  });

  it('that is perpetual and taken offline stays perpetual, and tells when it ends', () => {
    const { symbol, expiresAt } = classified('BTC-USDT-SWAP', { expTime: '1790000000000' });
    expect(symbol.toString()).toBe('BTC-USDT-PERP');
    expect(expiresAt).toBe(1_790_000_000_000);
  });

  it.each([
    ['with the index of another pair', { uly: 'XBT1-USDT' }],
    ['of before there were families', { instFamily: undefined }],
    ['of a family without an underlying', { uly: '' }],
  ])('%s is named by what is left', (_, changes) => {
    const { symbol, contractSize } = classified('BTC-USDT-SWAP', changes);
    expect(symbol.toString()).toBe('BTC-USDT-PERP');
    expect(contractSize).toBe('0.01');
  });

  it('of a family has its quote before the kind of it', () => {
    const changes = { instFamily: 'BTC-USD_UM_XPERP', uly: 'BTC-USDT', settleCcy: 'USD' };
    expect(classified('BTC-USD_UM_XPERP-310404', changes).symbol.toString()).toBe('BTC-USD-FUTURE_310404');
  });

  it('on a bundle counts what is in it', () => {
    const { underlying, symbol } = classified('BTC-USDT-SWAP', {
      instFamily: '1000SATS-USDT',
      ctValCcy: '1000SATS',
    });
    expect(symbol.base).toBe('1000SATS');
    expect(underlying).toEqual({ asset: 'SATS', multiplier: '1000' });
  });

  it.each([
    [
      'is of a new kind',
      { ctType: 'quanto' },
      'neither a linear nor an inverse contract: ctType is "quanto"',
    ],
    ['has an odd family', { instFamily: 'BTC-USD-X' }, 'no base and quote in the family "BTC-USD-X"'],
    ['has no quote in it', { instFamily: 'BTC-_UM' }, 'no base and quote in the family "BTC-_UM"'],
    ['has neither', { instFamily: '', uly: '' }, 'no base and quote in the underlying ""'],
    [
      'has an odd underlying',
      { instFamily: '', uly: 'BTC-USD_UM-X' },
      'no base and quote in the underlying "BTC-USD_UM-X"',
    ],
    [
      'is linear and settles in its base',
      { settleCcy: 'BTC' },
      'a linear contract on BTC, and it settles in BTC',
    ],
    ['is inverse and does not', { ctType: 'inverse' }, 'an inverse contract on BTC, and it settles in USDT'],
    ['settles in nothing', { settleCcy: '' }, 'a linear contract on BTC, and it settles in nothing'],
    [
      'is a future that does not tell its end',
      { instType: 'FUTURES', instId: 'BTC-USDT-260925' },
      'a future that does not tell when it expires',
    ],
    ['is for tests', { state: 'test' }, 'a test pair, which nobody can trade'],
  ])('that %s is quarantined', (_, changes, reason) => {
    expect(() => classified('BTC-USDT-SWAP', changes)).toThrow(new Unclassifiable(reason));
  });

  it('of another type than was asked for is quarantined', () => {
    const row = reader({ ...rowNamed('BTC-USDT'), instType: 'OPTION' });
    expect(() => listing('SPOT').classify(row, 0)).toThrow(
      new Unclassifiable('listed as SPOT, and it calls itself OPTION'),
    );
  });
});

describe('a spot pair', () => {
  const classify = (changes: object): ReturnType<typeof classifyContract> | null =>
    listing('SPOT').classify(reader({ ...rowNamed('BTC-USDT'), ...changes }), 0);

  it('that is opened by an auction is listed when that is over', () => {
    expect(classify({ listTime: '1000', contTdSwTime: '2000' })?.listedAt).toBe(2000);
    expect(classify({ listTime: '1000', contTdSwTime: '' })?.listedAt).toBe(1000);
  });

  it('without currencies, and with a name that does not tell them, is quarantined', () => {
    const odd = { baseCcy: '', quoteCcy: '', instId: 'A-B-C' };
    expect(() => classify(odd)).toThrow(
      new Unclassifiable('a pair without its currencies, and its name does not tell them'),
    );
  });
});
