import { describe, expect, it } from 'vitest';
import { withExchange } from './fixtures/running.ts';

const side = (direction: 1 | -1): string[][] =>
  Array.from({ length: 500 }, (_, level) => [String(50_000 + direction * (level + 1)), '1.50', '3']);
const text = JSON.stringify({
  code: '0',
  msg: '',
  data: [{ asks: side(1), bids: side(-1), ts: '1629966436396' }],
});

describe('a book', () => {
  it('of more than 400 levels comes from the endpoint for full ones, without a sequence id', async () => {
    await withExchange(async (exchange, server) => {
      server.disturb(({ path }) =>
        path === '/api/v5/market/books-full' ? { kind: 'answer', answer: { text } } : null,
      );
      const book = await exchange.fetchOrderBookSnapshot({ symbol: 'BTC-USDT-SPOT', depth: 401 });
      const [asked] = server.requests;
      expect([asked?.query.get('instId'), asked?.query.get('sz')]).toEqual(['BTC-USDT', '401']);
      expect([book.bids.length, book.asks.length, book.lastUpdateId]).toEqual([500, 500, null]);
      expect(book.exchangeTs).toBe(1_629_966_436_396);
      expect(book.bids[0]?.size.toFixed()).toBe('1.5');
    });
  });

  it('of up to 400 tells its sequence id digit for digit, and counts contracts where there are any', async () => {
    await withExchange(async (exchange, server) => {
      const book = await exchange.fetchOrderBookSnapshot({ symbol: 'BTC-USDT-PERP' });
      expect(server.requests[0]?.query.get('sz')).toBe('400');
      expect(book.bids).toHaveLength(400);
      expect(String(book.lastUpdateId)).toMatch(/^\d{18}$/);
      expect(book.sizeUnit).toBe('contracts');
    });
  });

  it.each([
    ['without a sequence id', {}, null],
    ['with none told', { seqId: -1 }, null],
    ['with one that is text', { seqId: '123456' }, 123_456n],
  ])('%s, and with one side only', async (_, changes, lastUpdateId) => {
    await withExchange(async (exchange, server) => {
      const book = {
        asks: [],
        bids: [['50000', '1.5', '0', '3']],
        ts: '1629966436396',
        checksum: -855_196_043,
      };
      const body = { code: '0', msg: '', data: [{ ...book, ...changes }] };
      server.disturb(({ path }) => (path.endsWith('/books') ? { kind: 'answer', answer: { body } } : null));
      const snapshot = await exchange.fetchOrderBookSnapshot({ symbol: 'BTC-USDT-SPOT' });
      expect(snapshot.lastUpdateId).toBe(lastUpdateId);
      expect([snapshot.bids.length, snapshot.asks.length]).toEqual([1, 0]);
    });
  });
});
