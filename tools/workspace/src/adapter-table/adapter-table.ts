import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type {
  AdapterDefinition,
  KlineHistory,
  MarketCapabilities,
  OrderBookDepths,
} from '@marketloom/exchange';

const BEGIN = '<!-- Made of what adapters declare: npx nx run workspace:adapter-table -->';
const END = '<!-- End of what adapters declare. -->';

/** The table of a repository's adapters, one row for each market, as Markdown. */
export async function adapterTable(root: string): Promise<string> {
  const folders = globSync('libs/adapters/*/package.json', { cwd: root }).map(dirname).toSorted();
  const rows = await Promise.all(folders.map((folder) => rowsOf(root, folder)));
  return [
    '| exchange | market | klines | a kline tells, beside prices | a page | history | intervals without a trade | book | a book tells | live | archive |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows.flat(),
  ].join('\n');
}

async function rowsOf(root: string, folder: string): Promise<string[]> {
  const source = pathToFileURL(join(root, folder, 'src', 'index.ts')).href;
  const { default: definition } = (await import(source)) as { readonly default: AdapterDefinition };
  const exchange = definition.create();
  const archive = exchange.klineArchive === null ? '' : 'yes';
  const link = `[${definition.name}](libs/adapters/${basename(folder)})`;
  const rows = Object.entries(exchange.capabilities).map(([market, capabilities], index) =>
    row([index === 0 ? link : '', `\`${market}\``, ...cellsOf(capabilities), archive]),
  );
  await exchange.close();
  return rows;
}

/** What a kline may tell, by the column that stands for it. */
const VOLUMES = [
  ['volume', 'volume'],
  ['quoteVolume', 'quote volume'],
  ['tradeCount', 'trades'],
  ['takerBuyVolume', "takers' volumes"],
] as const;

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

function cellsOf({ klines, orderBook }: MarketCapabilities): string[] {
  const tells = [
    ...(orderBook.omits.includes('lastUpdateId') ? [] : ['update id']),
    ...(orderBook.omits.includes('exchangeTs') ? [] : ['time']),
  ];
  return [
    klines.intervals.join(' '),
    VOLUMES.filter(([column]) => !klines.omits.includes(column))
      .map(([, words]) => words)
      .join(', '),
    String(klines.pageLimit),
    [
      historyOf(klines.history),
      ...Object.entries(klines.shorterHistory ?? {}).map(
        ([interval, history]) => `${interval}: ${historyOf(history)}`,
      ),
    ].join('; '),
    klines.quietIntervals,
    `${depthOf(orderBook.depths)}, in ${orderBook.sizeUnit}`,
    tells.join(', '),
    orderBook.stream === true ? 'yes' : '',
  ];
}

function historyOf(history: KlineHistory): string {
  switch (history.kind) {
    case 'full':
      return 'all';
    case 'candles':
      return `the newest ${history.count}`;
    case 'age':
      return `${history.ageMs / 86_400_000} days`;
  }
}

function depthOf(depths: OrderBookDepths): string {
  return depths.kind === 'steps' ? `up to ${depths.steps.at(-1) ?? 0}` : `up to ${depths.maximum}`;
}

/**
 * A README with the table between its two marks.
 * @throws {RangeError} when the marks are missing
 */
export function withTable(readme: string, table: string): string {
  const [before, rest] = readme.split(BEGIN);
  const after = rest?.split(END)[1];
  if (before === undefined || after === undefined)
    throw new RangeError('the README has no marks for the table');
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}

/** The cells of a Markdown text's table rows, however wide they are laid out. */
export function cellsIn(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|') && !/^\|[\s|-]+$/.test(line));
  return lines.map((line) => line.split('|').map((cell) => cell.trim()));
}

/** What stands between the marks. */
export function tableIn(readme: string): string {
  return readme.split(BEGIN)[1]?.split(END)[0] ?? '';
}
