import {
  type Command,
  createProgress,
  defineCommand,
  EXIT_CODES,
  parseCount,
  UsageError,
} from '@marketloom/cli';
import { repairKlines, type RepairRequest, type RepairSummary, storedSeries } from '@marketloom/ingestion';
import { findFaults, foundFaults } from './found-faults.ts';
import { readKlineSettings } from './kline-settings.ts';
import { readFindings } from './read-findings.ts';
import { outcomeOf, renderRepair, repairDocument } from './render-repair.ts';
import { rangeOptions, readChoice, readRange, storedOptions } from './stored-options.ts';

/** `klines repair`: fetches again what verify finds, or what is named. */
export const repair: Command = defineCommand({
  name: 'repair',
  summary: 'Fetch again what verify finds, or a range that you name, and mend what is stored',
  options: {
    ...storedOptions,
    ...rangeOptions,
    from: {
      type: 'string',
      describe: 'A file with what verify --json printed, or - for stdin: no other look is taken',
    },
    sample: {
      type: 'number',
      describe:
        'Pages of each series to compare with the exchange when looking for faults; 0 for none [default: 1]',
    },
  },
  examples: [
    ['repair', 'look through all that is stored, and mend what is wrong'],
    [
      'repair --symbols BTC-USDT-SPOT --interval 1m --start 2024-03-01 --end 2024-03-02',
      'fetch a day again, whatever the ledger says of it',
    ],
    ['repair --from faults.json', 'mend what an earlier verify --json > faults.json has found'],
  ],
  async run(context, flags) {
    const { clock, logger, output, signal } = context;
    refuseContradictions(flags);
    const range = readRange(flags, clock.now());
    const choice = readChoice(flags);
    const samplePages = parseCount(flags.sample ?? 1, 'sample', 0);
    const settings = readKlineSettings(context, undefined);
    const database = await context.openDatabase();
    const found =
      flags.from !== undefined
        ? foundFaults(await readFindings(flags.from, database))
        : range === undefined
          ? await findFaults(context, database, { choice, samplePages })
          : foundFaults([]);
    const requests =
      range === undefined
        ? found.requests
        : (await storedSeries(database, choice)).map(({ entry, interval }): RepairRequest => ({
            entry,
            interval,
            ranges: [range],
          }));
    const progress = await createProgress(context.host, logger);
    const summaries: RepairSummary[] = [];
    try {
      for (const [name, series] of Map.groupBy(requests, ({ entry }) => entry.exchange)) {
        summaries.push(
          await repairKlines({
            exchange: await context.openExchange(name),
            database,
            series,
            concurrency: settings.concurrency,
            pendingCandles: settings.pendingCandles,
            signal,
            onProgress: progress.show,
            logger,
            clock,
          }),
        );
      }
    } finally {
      progress.stop();
    }
    const outcome = outcomeOf(summaries, found);
    output.result(repairDocument(summaries, found, outcome), () =>
      renderRepair(summaries, found, outcome, output),
    );
    return EXIT_CODES[outcome];
  },
});

type ChoosingFlag = (typeof CHOOSING_FLAGS)[number];

/** What `--from` has in it already. */
const CHOOSING_FLAGS = ['exchange', 'symbols', 'interval', 'start', 'end', 'sample'] as const;

/** @throws {UsageError} for flags that would have no effect beside others */
function refuseContradictions(flags: Readonly<Record<'from' | ChoosingFlag, unknown>>): void {
  const given = CHOOSING_FLAGS.filter((name) => flags[name] !== undefined);
  if (flags.from !== undefined && given.length > 0)
    throw new UsageError(`give --from, or ${given.map((name) => `--${name}`).join(', ')}: one of them`);
  if (flags.sample !== undefined && (flags.start !== undefined || flags.end !== undefined))
    throw new UsageError('give --sample to look for faults, or a range to fetch again: one of them');
}
