import { describe, expect, it } from 'vitest';
import { maskSecrets } from './mask-secrets.ts';

describe('maskSecrets', () => {
  it.each([
    ['connect to postgres://u:secret@host:5432/db failed', 'connect to postgres://u:***@host:5432/db failed'],
    ['postgres://u:p@ss:w/rd#1@host/db', 'postgres://u:***@host/db'],
    ['two: a://x:1@y and b://z:2@w', 'two: a://x:***@y and b://z:***@w'],
    ['{"url":"postgres://u:pw@host/db"}', '{"url":"postgres://u:***@host/db"}'],
    ['postgres://host/db?user=u&password=pw&x=1', 'postgres://host/db?user=u&password=***&x=1'],
    ['{"password":"pw"}', '{"password":"***"}'],
    ['https://api.binance.com/api/v3/klines?symbol=A@B', 'https://api.binance.com/api/v3/klines?symbol=A@B'],
    ['BTC-USD-PERP:BTC at 12:30', 'BTC-USD-PERP:BTC at 12:30'],
  ])('%s', (text, masked) => {
    expect(maskSecrets(text)).toBe(masked);
  });
});
