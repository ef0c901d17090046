import type { KlinesBenchmark } from '../klines-benchmark.ts';

/** A contender keeps about six processes at work: the client, the exchange and four sessions. A load above that comes from others. */
const OWN_LOAD = 6;

/** What to bear in mind when reading the figures. */
export function caveats({ machine, rounds, serverIsHere, hypertable }: KlinesBenchmark): string {
  const load = Math.max(...rounds.map((round) => round.load));
  const notes = [
    `Client, exchange and server share ${machine.cores} cores: what one of them uses, the others lack. (a) has no exchange beside it, and no JSON.`,
    'Wall time of (a), (b), (b′) and (c) is that of the whole client process, from its start to its end, the start of Node or psql and the loading of modules included.',
    'The exchange is a sandbox on loopback with its limits off, started afresh for every run. It has written all candles into memory before the clock starts, for every contender alike, since the work of a real exchange is on other machines: what it still takes is HTTP and the sending of bytes. Binance allows one address 3,000 pages of 1,000 spot candles a minute, 50,000 candles a second, which is then the limit for everybody.',
    `(b) and (b′) use ccxt ${machine.ccxt} with \`enableRateLimit: false\`. They store six columns beside the symbol that come from floats: no quote volume, number of trades or taker volumes, and no trailing zeros. They keep no ledger, check no rows, and do not retry.`,
    '(b′) writes one COPY a symbol, as text; binary was not tried, since a float becomes decimal text in any case, which somebody must read. It is written for speed, and not how one would run it: a second run would fail on the first row that is there, and an interruption loses the symbol in hand.',
    'The file of (a) was exported from what (c) had stored, in the order of the primary key. It fills the same table as (c), and writes no ledger.',
    'Every result is checked: counts of all series; the first and the last series value by value against the rows that the exchange serves, for (a) and (c) digit for digit in all columns; for (c) the ledger too.',
    'CPU times come from /proc, in steps of 10 ms; those of the exchange and the server are of all their processes, background writers included. Memory is the peak of the resident set (VmHWM), looked at every 20 ms.',
    ...(load > Math.max(machine.cores, OWN_LOAD)
      ? [
          `The machine was busy: the load average was up to ${load.toFixed(2)} on ${machine.cores} cores when a round began, more than the contenders cause themselves. Rows a second and their ratios wander with it; CPU times wander less.`,
        ]
      : []),
    ...(hypertable
      ? ['Compression of old chunks is held back while it is measured.']
      : ['The server has no TimescaleDB: all tables are plain.']),
    ...(serverIsHere ? [] : ['The server is not on this machine, so that its CPU time is not known.']),
  ];
  return notes.map((note) => `- ${note}`).join('\n');
}
