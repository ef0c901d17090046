import {
  type AdapterDefinition,
  type AdapterSettings,
  silentLogger,
  systemClock,
  validateConfiguration,
} from '@marketloom/exchange';
import { HttpTransport, WebSocketTransport } from '@marketloom/transport';
import { configuration } from './configuration.ts';
import { BinanceExchange } from './exchange.ts';
import { MARKET_IDS } from './markets.ts';

/** A file of the archive is some thirty times as large as a page of candles. */
const ARCHIVE_TIMEOUTS = 8;

function create(settings: AdapterSettings = {}): BinanceExchange {
  const { baseUrls = {}, transport, sockets, clock = systemClock, logger = silentLogger } = settings;
  const addresses = Object.fromEntries(
    Object.entries(baseUrls).map(([market, url]) => [`${market}_url`, url]),
  );
  const values = validateConfiguration(configuration, { ...settings.configuration, ...addresses });
  const exchange = new BinanceExchange({
    roots: {
      spot: values['spot_url'] as string,
      usdm: values['usdm_url'] as string,
      coinm: values['coinm_url'] as string,
    },
    streamRoots: {
      spot: values['spot_stream_url'] as string,
      usdm: values['usdm_stream_url'] as string,
      coinm: values['coinm_stream_url'] as string,
    },
    archiveRoot: values['archive_url'] as string,
    archiveTimeoutMs: (values['timeout'] as number) * ARCHIVE_TIMEOUTS,
    transport:
      transport ??
      new HttpTransport({
        timeoutMs: values['timeout'] as number,
        retries: values['retries'] as number,
        clock,
        logger,
      }),
    ownsTransport: transport === undefined,
    sockets:
      sockets ??
      new WebSocketTransport({
        openTimeoutMs: values['timeout'] as number,
        silenceMs: values['stream_silence'] as number,
        clock,
        logger,
      }),
    ownsSockets: sockets === undefined,
    streamSilenceMs: values['stream_silence'] as number,
    clock,
    logger,
    budgetShare: values['budget_share'] as number,
    settleDelayMs: values['settle_delay'] as number,
  });
  exchange.useInstruments(settings.instruments ?? []);
  return exchange;
}

/** Binance as an adapter: `adapter.create()` works with no settings at all. */
const adapter: AdapterDefinition & {
  /** @throws {InvalidConfigurationError} naming the key that is not acceptable; `baseUrls.spot` counts as `spot_url`, `baseUrls.spot_stream` as `spot_stream_url` */
  create(settings?: AdapterSettings): BinanceExchange;
} = {
  contractVersion: 1,
  id: 'binance',
  name: 'Binance',
  markets: MARKET_IDS,
  configuration,
  create,
};

export default adapter;
