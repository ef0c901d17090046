import { type Command, defineCommand, EXIT_CODES, type ExitCode, parseCount } from '@marketloom/cli';
import { type VerifySummary, verifyKlines } from '@marketloom/ingestion';
import { renderVerification, verificationDocument } from './render-verification.ts';
import { rangeOptions, readChoice, readRange, storedOptions } from './stored-options.ts';

/** `klines verify`: looks for faults in what is stored. */
export const verify: Command = defineCommand({
  name: 'verify',
  summary: 'Look for faults in what is stored, and compare a sample with the exchange',
  options: {
    ...storedOptions,
    ...rangeOptions,
    sample: {
      type: 'number',
      default: 1,
      describe: 'Pages of each series to compare with the exchange; 0 asks no exchange',
    },
  },
  examples: [
    ['verify', 'everything that is stored'],
    ['verify --symbols BTC-USDT-SPOT --interval 1m,1h --sample 5', 'two series, five pages of each compared'],
    ['verify --sample 0 --json', 'without asking any exchange, as one document'],
  ],
  async run({ openDatabase, openExchange, output, clock, logger, signal }, flags) {
    const range = readRange(flags, clock.now());
    const samplePages = parseCount(flags.sample, 'sample', 0);
    const summary = await verifyKlines({
      database: await openDatabase(),
      choice: readChoice(flags),
      range,
      samplePages,
      openExchange,
      signal,
      logger,
      clock,
      onVerified: ({ entry, interval, findings }, done, of) => {
        const found = findings.length === 0 ? 'clean' : `${findings.length} faults`;
        output.notice(`${done} of ${of}: ${entry.symbol.toString()} ${interval}: ${found}`);
      },
    });
    output.result(verificationDocument(summary), () => renderVerification(summary, output));
    return exitCodeOf(summary);
  },
});

function exitCodeOf({ outcome, series }: VerifySummary): ExitCode {
  if (outcome === 'clean') return EXIT_CODES.complete;
  return series.length > 0 && series.every(({ failure }) => failure !== null)
    ? EXIT_CODES.failed
    : EXIT_CODES.partial;
}
