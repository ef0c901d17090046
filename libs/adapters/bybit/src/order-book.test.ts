import { describe, expect, it } from 'vitest';
import { exchangeAt } from './fixtures/exchange-at.ts';
import { named } from './fixtures/replayed.ts';

const book = { s: 'BTCUSDT', b: [['65485.47', '47.081829']], a: [['65557.7', '16.606555']], u: 230704 };
const answered = (result: object) => ({
  body: { retCode: 0, retMsg: 'OK', result, time: 1_716_863_719_382 },
});

describe.each(['spot', 'linear', 'inverse'] as const)('the book of a %s instrument', (category) => {
  const symbol = named({ category }, 'BTCUSDT');

  it('is of the time at which it was matched, or at which it was sent where that is all that is told', async () => {
    const [ts, cts] = [1_716_863_719_031, 1_716_863_718_905];
    for (const [times, exchangeTs] of [
      [{ ts, seq: 1_432_604_333, cts }, cts],
      [{ ts }, ts],
    ] as const) {
      await using talk = await exchangeAt(() => answered({ ...book, ...times }));
      const snapshot = await talk.exchange.fetchOrderBookSnapshot({ symbol });
      expect(snapshot).toMatchObject({ exchangeTs, lastUpdateId: 230704n });
    }
  });

  it('is asked for with 1 to 1000 levels, 200 when nothing is said', async () => {
    await using talk = await exchangeAt(() => answered({ ...book, ts: 1 }));
    for (const depth of [undefined, 1, 1000]) {
      await talk.exchange.fetchOrderBookSnapshot({ symbol, ...(depth === undefined ? {} : { depth }) });
    }
    const path = `/v5/market/orderbook?category=${category}&symbol=BTCUSDT&limit=`;
    expect(talk.asked).toEqual([`${path}200`, `${path}1`, `${path}1000`]);
    await expect(talk.exchange.fetchOrderBookSnapshot({ symbol, depth: 1001 })).rejects.toMatchObject({
      kind: 'unsupportedCapability',
    });
  });
});
