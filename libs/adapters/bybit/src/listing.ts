import type { Ask, ListingEndpoint } from '@marketloom/adapter-kit';
import type { JsonReader } from '@marketloom/transport';
import type { Category } from './categories.ts';
import { contractIn } from './contract.ts';
import { spotPair } from './spot-pair.ts';

/** The most rows that one answer holds. */
const PAGE = 1000;

/**
 * Contracts are listed by status, and without one only those that trade. The order is the one in which a contract passes
 * through them, so that none is missed that changes in between.
 */
const STATUSES = ['PreLaunch', 'Trading', 'Delivering', 'Closed'] as const;

/**
 * What Bybit lists in a category. Spot comes in one answer, contracts in pages.
 * https://bybit-exchange.github.io/docs/v5/market/instrument
 */
export function listingOf(category: Category): ListingEndpoint {
  return {
    async *rows(ask) {
      yield category === 'spot' ? await spotRows(ask) : await contractRows(ask, category);
    },
    classify: category === 'spot' ? spotPair : contractIn(category),
    nameOf: (row) => row.optional('symbol')?.string() ?? null,
  };
}

async function spotRows(ask: Ask): Promise<readonly JsonReader[]> {
  const answer = await ask({ path: '/v5/market/instruments-info', query: { category: 'spot' } });
  return answer.field('result').field('list').items();
}

/**
 * Every contract once. Of one that was listed with two statuses the later counts, but for a contract of the past whose
 * name another has now: the exchange knows both by it.
 */
async function contractRows(ask: Ask, category: Category): Promise<readonly JsonReader[]> {
  const rows = new Map<unknown, JsonReader>();
  for (const status of STATUSES) {
    for await (const row of pagesOf(ask, { category, status, limit: PAGE })) {
      const name = row.optional('symbol')?.value ?? row;
      if (status !== 'Closed' || !rows.has(name)) rows.set(name, row);
    }
  }
  return [...rows.values()];
}

/**
 * Rows page by page: the last page has an empty cursor, or one behind which nothing comes. Who stands in for the exchange
 * and knows no cursors gives the same page again: where it is not full, that is all.
 */
async function* pagesOf(
  ask: Ask,
  query: Readonly<Record<string, string | number>>,
): AsyncGenerator<JsonReader, void, undefined> {
  const seen = new Set<string>();
  for (let cursor = ''; ;) {
    const answer = await ask({
      path: '/v5/market/instruments-info',
      query: cursor === '' ? query : { ...query, cursor },
    });
    const result = answer.field('result');
    const rows = result.field('list').items();
    yield* rows;
    const next = result.optional('nextPageCursor');
    if (rows.length === 0 || next === null || next.isNull || next.value === '') return;
    cursor = decoded(next);
    if (seen.has(cursor) && rows.length < PAGE) return;
    if (seen.has(cursor)) next.fail('leads to a page that was there before');
    seen.add(cursor);
  }
}

/** Cursors come percent-encoded, `first%3DBIOUSDT%26last%3DBIOUSDT`, and go back encoded once. */
function decoded(cursor: JsonReader): string {
  const text = cursor.string();
  try {
    return decodeURIComponent(text);
  } catch (error) {
    return cursor.fail('is not percent-encoded as it should be', error);
  }
}
