import { compareDecimalText, floorToInterval, isDecimalText } from '@marketloom/exchange';
import { SymbolRepresentation } from '@marketloom/symbol';
import { Bench } from '../harness/bench.ts';
import { taken } from '../simulation/route.ts';
import type { ConformanceSubject } from '../subject.ts';
import { type ConformanceCheck, insist, insistKind, insistSame } from './check.ts';

/** What holds of listings and symbols. */
export function listingChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return [
    {
      id: 'listing',
      name: 'every row is listed under its symbol, or quarantined with a reason',
      run: () => listed(subject),
    },
    {
      id: 'instrument-facts',
      name: 'steps and sizes are decimals above zero, times are in epoch ms, and futures expire on their day',
      run: () => plausible(subject),
    },
    {
      id: 'symbol-round-trip',
      name: 'a symbol prints, parses, and leads back to its instrument; collisions are told',
      run: () => roundTrip(subject),
    },
    {
      id: 'trading-status',
      name: 'the status of an instrument is what the listing says, and delisted when it is gone',
      run: () => statuses(subject),
    },
    {
      id: 'unknown-symbol',
      name: 'a symbol that is not listed is an unknown symbol, and one that is none an invalid request',
      run: () => unknown(subject),
    },
    {
      id: 'failed-market',
      name: 'a market that does not answer holds back no other, and is told',
      run: () => failedMarket(subject),
    },
  ];
}

async function listed(subject: ConformanceSubject): Promise<void> {
  await using bench = await Bench.start(subject, { unknown: true });
  const listing = await bench.exchange.listInstruments();
  insistSame(listing.failures, [], 'failures');
  insistSame(
    [...listing.markets],
    subject.simulation.markets.map(({ id }) => id),
    'markets that answered',
  );
  for (const market of subject.simulation.markets) {
    const mine = listing.instruments.filter((instrument) => instrument.market === market.id);
    insistSame(
      mine
        .map(({ exchangeSymbol, symbol, status }) => [exchangeSymbol, symbol.toString(), status])
        .toSorted(),
      market.instruments
        .map(({ exchangeSymbol, symbol, status }) => [exchangeSymbol, symbol, status])
        .toSorted(),
      `${market.id}: instruments`,
    );
    for (const expected of market.instruments) {
      const found = mine.find(({ exchangeSymbol }) => exchangeSymbol === expected.exchangeSymbol);
      for (const fact of FACTS) {
        if (expected[fact] === undefined) continue;
        insistSame(found?.[fact], expected[fact], `${market.id}: ${fact} of ${expected.exchangeSymbol}`);
      }
    }
    const quarantined = listing.quarantined.filter((row) => row.market === market.id);
    insistSame(
      quarantined.map(({ exchangeSymbol }) => exchangeSymbol).toSorted(),
      [...(market.quarantined ?? [])].toSorted(),
      `${market.id}: quarantined rows`,
    );
    for (const { reason, raw } of quarantined) {
      insist(
        reason !== '' && raw !== undefined,
        () => `${market.id}: a row is quarantined without a reason or its row`,
      );
    }
  }
}

const FACTS = [
  'contractSize',
  'tickSize',
  'lotSize',
  'listedAt',
  'expiresAt',
  'underlyingAsset',
  'baseMultiplier',
] as const;

/** Between these two every time of a listing lies; one that is given in seconds does not. */
const [FIRST_COIN, FAR_OFF] = [Date.UTC(2009, 0, 3), Date.UTC(2101, 0, 1)];

async function plausible(subject: ConformanceSubject): Promise<void> {
  await using bench = await Bench.start(subject);
  const { instruments } = await bench.exchange.listInstruments();
  for (const instrument of instruments) {
    const { exchangeSymbol, type, symbol, contractSize, expiresAt, listedAt } = instrument;
    for (const step of ['tickSize', 'lotSize', 'contractSize', 'baseMultiplier'] as const) {
      const text = instrument[step];
      insist(
        text === null || (isDecimalText(text) && compareDecimalText(text, '0') > 0),
        () => `${exchangeSymbol}: its ${step} is ${JSON.stringify(text)}, which is no decimal above zero`,
      );
    }
    for (const [name, time] of Object.entries({ listedAt, expiresAt })) {
      insist(
        time === null || (Number.isSafeInteger(time) && time > FIRST_COIN && time < FAR_OFF),
        () => `${exchangeSymbol}: its ${name} is ${time}, which is no time in epoch ms of this century`,
      );
    }
    insist(
      type !== 'SPOT' || contractSize === null,
      () => `${exchangeSymbol}: a spot pair with a contract size of ${contractSize}`,
    );
    // A perpetual that is taken off at a time that is told expires then.
    const day = expiresAt === null ? null : floorToInterval(expiresAt, '1d');
    insist(
      type === 'FUTURE' ? day === symbol.expiresAt : type === 'PERP' || day === null,
      () => `${exchangeSymbol}: it expires at ${expiresAt}, which is not the day of ${symbol.toString()}`,
    );
  }
}

async function roundTrip(subject: ConformanceSubject): Promise<void> {
  await using bench = await Bench.start(subject);
  const { instruments, collisions } = await bench.exchange.listInstruments();
  const byName = Map.groupBy(instruments, ({ symbol }) => symbol.toString());
  for (const { symbol, exchangeSymbol, exchange, raw, baseAsset, quoteAsset, settleAsset } of instruments) {
    const parsed = SymbolRepresentation.parse(symbol.toString());
    insistSame(parsed.toString(), symbol.toString(), `${exchangeSymbol}: its symbol, parsed`);
    insistSame([exchange], [bench.exchange.id], `${exchangeSymbol}: its exchange`);
    insistSame(
      [baseAsset, quoteAsset, settleAsset],
      [symbol.base, symbol.quote, symbol.settle],
      `${exchangeSymbol}: assets`,
    );
    insist(raw !== null && raw !== undefined, () => `${exchangeSymbol}: its raw row is missing`);
  }
  const alike = [...byName].filter(([, same]) => same.length > 1).map(([name]) => name);
  insistSame(collisions.map(({ symbol }) => symbol).toSorted(), alike.toSorted(), 'collisions');
}

async function statuses(subject: ConformanceSubject): Promise<void> {
  await using bench = await Bench.start(subject);
  const { instruments } = await bench.exchange.listInstruments();
  for (const instrument of instruments) {
    const status = await bench.exchange.tradingStatus(instrument);
    insistSame(status, instrument.status, `${instrument.exchangeSymbol}: status`);
  }
  const [first] = instruments;
  if (first === undefined) return;
  const gone = { ...first, exchangeSymbol: 'GONE1234' };
  insistSame(await bench.exchange.tradingStatus(gone), 'delisted', 'the status of what is not listed');
}

async function unknown(subject: ConformanceSubject): Promise<void> {
  await using bench = await Bench.start(subject, { unknown: true });
  const { exchange } = bench;
  await insistKind(exchange.tradingStatus('NOSUCH-THING-SPOT'), ['unknownSymbol'], 'NOSUCH-THING-SPOT');
  await insistKind(
    exchange.tradingStatus('no symbol at all'),
    ['invalidRequest'],
    'a text that is no symbol',
  );
}

async function failedMarket(subject: ConformanceSubject): Promise<void> {
  const { markets } = subject.simulation;
  const [failing, ...others] = markets;
  if (others.length === 0) return;
  await using bench = await Bench.start(subject, { unknown: true, retries: 0 });
  const broken = failing.listing;
  bench.server.disturb((request) => {
    const hit = broken.some((route) => taken(route, request) !== null);
    return hit ? { kind: 'answer', answer: { status: 503, text: 'busy' } } : null;
  });
  const listing = await bench.exchange.listInstruments();
  insistSame(
    listing.failures.map(({ market }) => market),
    [failing.id],
    'markets that failed',
  );
  insistSame(
    [...listing.markets],
    others.map(({ id }) => id),
    'markets that answered',
  );
}
