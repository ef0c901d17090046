export { futuresListing } from './listing/futures-listing.ts';
export { spotListing } from './listing/spot-listing.ts';
