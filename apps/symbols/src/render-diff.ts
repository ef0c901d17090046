import { formatCount, formatMany, type Output } from '@marketloom/cli';
import type { CatalogueEntry, SymbolDiff } from '@marketloom/storage';

/** How many of a kind are named; `--json` names all. */
const MOST_NAMED = 10;

/** What a sync changed, for people. */
export function renderDiff(diff: SymbolDiff, output: Output): string {
  const { added, changed, delisted, relisted, unchanged, quarantined, collisions } = diff;
  const counts = [added, changed, delisted, relisted].map(({ length }) => length);
  const titles = ['added', 'changed', 'delisted', 'relisted', 'unchanged', 'quarantined', 'collisions'];
  const row = [...counts, unchanged, quarantined.length, collisions.length].map((count) =>
    formatCount(count),
  );
  const names = (entries: readonly CatalogueEntry[]): string[] =>
    entries.map(({ symbol }) => symbol.toString());
  const sections = [
    section('Added', names(added)),
    section(
      'Changed',
      changed.map(({ entry, changes }) => {
        const fields = changes.map(
          ({ field, before, after }) => `${field} ${shown(before)} → ${shown(after)}`,
        );
        return `${entry.symbol.toString()}: ${fields.join(', ')}`;
      }),
    ),
    section('Delisted', names(delisted)),
    section('Relisted', names(relisted)),
    section(
      'Quarantined: rows that could not be classified',
      quarantined.map((one) => `${one.market} ${one.exchangeSymbol ?? '(no name)'}: ${one.reason}`),
    ),
    section(
      'Collisions: several instruments with one symbol',
      collisions.map(({ symbol, instruments }) => {
        const them = instruments.map(({ market, exchangeSymbol }) => `${market} ${exchangeSymbol}`);
        return `${symbol}: ${them.join(', ')}`;
      }),
    ),
  ];
  const table = output.table(
    [{ title: 'exchange', key: true }, ...titles.map((title) => ({ title, right: true }))],
    [[diff.exchange, ...row]],
  );
  return [table, ...sections.filter((text) => text !== '')].join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  if (lines.length === 0) return '';
  const more =
    lines.length > MOST_NAMED ? [`  … ${formatMany(lines.length - MOST_NAMED, 'more', 'more')}`] : [];
  return [`${title}:`, ...lines.slice(0, MOST_NAMED).map((line) => `  ${line}`), ...more].join('\n');
}

const shown = (value: string | null): string => value ?? '-';

/** What a sync changed, for machines. */
export function diffDocument(diff: SymbolDiff): unknown {
  const names = (entries: readonly CatalogueEntry[]): object[] =>
    entries.map(({ id, symbol, market, exchangeSymbol }) => ({
      id,
      symbol: symbol.toString(),
      market,
      exchangeSymbol,
    }));
  return {
    exchange: diff.exchange,
    added: names(diff.added),
    changed: diff.changed.map(({ entry, changes }) => ({ ...names([entry])[0], changes })),
    delisted: names(diff.delisted),
    relisted: names(diff.relisted),
    unchanged: diff.unchanged,
    quarantined: diff.quarantined,
    collisions: diff.collisions.map(({ symbol, instruments }) => ({
      symbol,
      instruments: instruments.map(({ market, exchangeSymbol }) => ({ market, exchangeSymbol })),
    })),
  };
}
