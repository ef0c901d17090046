import { DIALECTS, type Market, MARKETS } from './market.ts';

/** What the sandbox says of itself, on its own address and when it starts. */
export interface SandboxNotice {
  readonly simulated: true;
  readonly notice: string;
  /** How the apps are pointed at it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly addresses: readonly string[];
  readonly control: readonly string[];
}

/** Where the streams of a market are, below which `/ws` and `/stream` lie: `ws://127.0.0.1:8089/spot`. */
export function streamUrl(url: string, market: Market): string {
  return `${url.replace(/^http/, 'ws')}/${market}`;
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
      MARKETLOOM_BINANCE_SPOT_STREAM_URL: streamUrl(url, 'spot'),
      MARKETLOOM_BINANCE_USDM_STREAM_URL: streamUrl(url, 'usdm'),
      MARKETLOOM_BINANCE_COINM_STREAM_URL: streamUrl(url, 'coinm'),
    },
    addresses: [
      ...MARKETS.map((market) => `${url}${DIALECTS[market].prefix}/exchangeInfo`),
      ...MARKETS.map((market) => `${streamUrl(url, market)}/ws`),
    ],
    control: [
      'GET|POST /sandbox/clock',
      'GET|POST|DELETE /sandbox/faults',
      'GET|DELETE /sandbox/requests',
      'GET|DELETE /sandbox/streams',
      'GET /sandbox/book',
      'POST /sandbox/prepare',
    ],
  };
}
