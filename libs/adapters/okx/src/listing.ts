import { type ListingEndpoint, Unclassifiable } from '@marketloom/adapter-kit';
import { instruments } from './budgets.ts';
import { classifyContract } from './contract.ts';
import { textIn } from './listed-row.ts';
import { classifySpotPair } from './spot-pair.ts';

/** The types of instruments that are listed. Options, margin and event contracts are never asked for. */
export type ListedType = 'SPOT' | 'SWAP' | 'FUTURES';

/** What OKX lists of one type, in one answer: https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments */
export const listing = (instType: ListedType): ListingEndpoint => ({
  async *rows(ask) {
    const request = {
      path: '/api/v5/public/instruments',
      query: { instType },
      budget: instruments(instType),
    };
    yield (await ask(request)).field('data').items();
  },
  classify(row) {
    const told = textIn(row, 'instType');
    if (told !== instType) throw new Unclassifiable(`listed as ${instType}, and it calls itself ${told}`);
    return instType === 'SPOT' ? classifySpotPair(row) : classifyContract(row);
  },
  nameOf: (row) => (textIn(row, 'instId') === '' ? null : textIn(row, 'instId')),
});
