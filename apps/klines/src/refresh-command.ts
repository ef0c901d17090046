import { type Command, defineCommand, EXIT_CODES, formatTime } from '@marketloom/cli';
import type { RefreshedAggregate } from '@marketloom/storage';

/** `klines refresh`: has the higher intervals take in what was stored late. */
export const refresh: Command = defineCommand({
  name: 'refresh',
  summary:
    'Have the view aggregated_klines take in what was stored late now, not within a quarter of an hour',
  options: {},
  examples: [['refresh', 'after an ingest of history, or a repair']],
  async run({ logger, openDatabase, output }) {
    const database = await openDatabase();
    logger.info('higher intervals are reckoned anew where their minutes have changed');
    const refreshed = await database.aggregates.refresh();
    output.result({ outcome: 'complete', refreshed: refreshed.map(documentOf) }, () => render(refreshed));
    return EXIT_CODES.complete;
  },
});

function documentOf({ interval, until }: RefreshedAggregate): object {
  return { interval, until: formatTime(until) };
}

function render(refreshed: readonly RefreshedAggregate[]): string {
  if (refreshed.length === 0) {
    return 'Nothing to refresh: this server keeps no higher intervals, and aggregated_klines is always as the stored minutes are.';
  }
  const until = refreshed.map(({ interval, until: time }) => `${interval} until ${formatTime(time)}`);
  return `aggregated_klines is as the stored minutes are: ${until.join(', ')}, and what is later when it is read. Times are UTC.`;
}
