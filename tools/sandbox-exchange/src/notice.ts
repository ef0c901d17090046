import { DIALECTS, MARKETS } from './market.ts';

/** What the sandbox says of itself, on its own address and when it starts. */
export interface SandboxNotice {
  readonly simulated: true;
  readonly notice: string;
  /** How the apps are pointed at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  readonly control: readonly string[];
}

/** The notice of a sandbox at an address. */
export function sandboxNotice(url: string): SandboxNotice {
  return {
    simulated: true,
    notice:
      'This is a simulated exchange. All its instruments, candles and order books are made up or replayed: they are no ' +
      'market data.',
    environment: {
      MARKETLOOM_BINANCE_SPOT_URL: url,
      MARKETLOOM_BINANCE_USDM_URL: url,
      MARKETLOOM_BINANCE_COINM_URL: url,
      MARKETLOOM_BINANCE_ARCHIVE_URL: url,
    },
    addresses: MARKETS.map((market) => `${url}${DIALECTS[market].prefix}/exchangeInfo`),
    control: ['GET|POST /sandbox/clock', 'GET|POST|DELETE /sandbox/faults', 'GET|DELETE /sandbox/requests'],
  };
}
