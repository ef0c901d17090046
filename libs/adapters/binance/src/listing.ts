import type { ListingEndpoint } from '@marketloom/adapter-kit';
import { classifyContract } from './contract.ts';
import { classifySpotPair } from './spot-pair.ts';

const nameOf: ListingEndpoint['nameOf'] = (row) => row.optional('symbol')?.string() ?? null;

/** Which accounts may trade a pair is two thirds of its row, and nothing that is needed here. */
const spotInfo = {
  path: '/api/v3/exchangeInfo',
  query: { showPermissionSets: 'false' },
  weight: 20,
} as const;

/**
 * What spot lists, all in one answer; also one pair alone.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information
 */
export const spotListing: ListingEndpoint = {
  async *rows(ask) {
    yield (await ask(spotInfo)).field('symbols').items();
  },
  async rowsOf(ask, { exchangeSymbol: symbol }) {
    const answer = await ask({ ...spotInfo, query: { symbol, ...spotInfo.query } });
    return answer.field('symbols').items();
  },
  classify: classifySpotPair,
  nameOf,
};

/** What USD-M lists. */
export const usdmListing: ListingEndpoint = contracts('/fapi/v1/exchangeInfo', 'usdm');

/** What COIN-M lists. */
export const coinmListing: ListingEndpoint = contracts('/dapi/v1/exchangeInfo', 'coinm');

function contracts(path: string, market: 'usdm' | 'coinm'): ListingEndpoint {
  return {
    async *rows(ask) {
      yield (await ask({ path })).field('symbols').items();
    },
    classify: (row, retrievedAt) => classifyContract(row, retrievedAt, market),
    nameOf,
  };
}
