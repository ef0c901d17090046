import {
  type Command,
  type CommandContext,
  createProgress,
  defineCommand,
  EXIT_CODES,
  type ExitCode,
  parseCount,
  UsageError,
} from '@marketloom/cli';
import type { TimeRange } from '@marketloom/exchange';
import {
  repairKlines,
  type RepairRequest,
  repairRequests,
  type RepairSummary,
  type SeriesChoice,
  storedSeries,
  verifyKlines,
} from '@marketloom/ingestion';
import type { Database } from '@marketloom/storage';
import { readFindings } from './read-findings.ts';
import { renderRepair, repairDocument } from './render-repair.ts';
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
      default: 1,
      describe: 'Pages of each series to compare with the exchange when looking for faults; 0 for none',
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
    const { clock, configuration, logger, output, signal } = context;
    const range = readRange(flags, clock.now());
    if (flags.from !== undefined && range !== undefined)
      throw new UsageError('give --from, or --start and --end: one of them');
    const samplePages = flags.sample === 0 ? 0 : parseCount(flags.sample, 'sample');
    const database = await context.openDatabase();
    const requests =
      flags.from === undefined
        ? await wanted(context, database, { choice: readChoice(flags), range, samplePages })
        : repairRequests(await readFindings(flags.from, database));
    const progress = createProgress(context.host, logger);
    const summaries: RepairSummary[] = [];
    try {
      for (const [name, series] of Map.groupBy(requests, ({ entry }) => entry.exchange)) {
        const { concurrency, pending_candles: pendingCandles } = configuration.core('klines');
        summaries.push(
          await repairKlines({
            exchange: await context.openExchange(name),
            database,
            series,
            concurrency,
            pendingCandles,
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
    output.result(repairDocument(summaries), () => renderRepair(summaries, output));
    return exitCodeOf(summaries);
  },
});

async function wanted(
  { openExchange, output, signal, logger, clock }: CommandContext,
  database: Database,
  options: {
    readonly choice: SeriesChoice;
    readonly range: TimeRange | undefined;
    readonly samplePages: number;
  },
): Promise<RepairRequest[]> {
  const { choice, range, samplePages } = options;
  if (range !== undefined) {
    const series = await storedSeries(database, choice);
    return series.map(({ entry, interval }) => ({ entry, interval, ranges: [range] }));
  }
  output.notice('Looking for faults in what is stored …');
  const { series } = await verifyKlines({
    database,
    choice,
    samplePages,
    openExchange,
    signal,
    logger,
    clock,
  });
  return repairRequests(series);
}

function exitCodeOf(summaries: readonly RepairSummary[]): ExitCode {
  if (summaries.every(({ outcome }) => outcome === 'complete')) return EXIT_CODES.complete;
  return summaries.every(({ outcome }) => outcome === 'failed') ? EXIT_CODES.failed : EXIT_CODES.partial;
}
