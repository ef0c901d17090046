import { ExchangeRefusalError, type TransportResponse } from '@marketloom/exchange';

/**
 * Throws for answers that turn away the address they came from, whatever it asks: where the exchange does not serve
 * (451, 403 from the network in front of it, or what a proxy made of either), and where its firewall has had enough
 * (403). They come as `{"code":0,"msg":...}` or as HTML. Asking again at once does not help.
 * https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-api-information#http-return-codes
 * @throws {ExchangeRefusalError} that says what to do
 */
export function throwIfTurnedAway(response: TransportResponse, operation: string): void {
  const { status } = response;
  const text = response.text();
  const isPlace = status === 451 || /restricted location|block access from your country/i.test(text);
  if (!isPlace && status !== 403) return;
  const details = { exchange: 'binance', operation, code: `HTTP ${status}` };
  if (isPlace) {
    throw new ExchangeRefusalError(
      'the exchange does not serve this location; run Marketloom where it does, or for the spot market set spot_url ' +
        'to https://data-api.binance.vision',
      details,
    );
  }
  throw new ExchangeRefusalError(
    "the exchange's firewall turns this address away; wait some minutes before the next request",
    details,
  );
}
