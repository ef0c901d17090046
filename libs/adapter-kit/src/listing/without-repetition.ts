import type { JsonReader } from '@marketloom/transport';
import type { ListingEndpoint } from '../rest/endpoints.ts';
import { plainJson } from './plain-json.ts';

/** The exchange's name in a row; null where it has none, or where none can be read. */
export function nameIn(row: JsonReader, listing: Pick<ListingEndpoint, 'nameOf'>): string | null {
  try {
    return listing.nameOf(row);
  } catch {
    return null;
  }
}

/**
 * The pages of a listing. One that was there before means that the exchange does not page as it is asked to, and that who
 * asks until there are no more would never end.
 * @throws {BadResponseError}
 */
export async function* withoutRepetition(
  pages: AsyncIterable<readonly JsonReader[]>,
  listing: Pick<ListingEndpoint, 'nameOf'>,
): AsyncGenerator<readonly JsonReader[], void, undefined> {
  const seen = new Set<string>();
  // Values such as prices change from answer to answer; names do not.
  const keyOf = (row: JsonReader): unknown => nameIn(row, listing) ?? plainJson(row.value);
  for await (const page of pages) {
    const [first] = page;
    if (first !== undefined) {
      const ends = JSON.stringify([page.length, keyOf(first), keyOf(page.at(-1) ?? first)]);
      if (seen.has(ends)) first.fail('begins a page of the listing that was answered before');
      seen.add(ends);
    }
    yield page;
  }
}
