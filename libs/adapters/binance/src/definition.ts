import { defineAdapter } from '@marketloom/adapter-kit';
import { WebSocketTransport } from '@marketloom/transport';
import { refusals } from './errors.ts';
import { BinanceExchange } from './exchange.ts';
import { MARKETS } from './markets.ts';

/** A file of the archive is some thirty times as large as a page of candles. */
const ARCHIVE_TIMEOUTS = 8;

/** Binance as an adapter: `adapter.create()` works with no settings at all; `baseUrls.spot_stream` counts as `spot_stream_url`. */
export default defineAdapter({
  id: 'binance',
  name: 'Binance',
  markets: MARKETS,
  configuration: {
    spot_url: {
      kind: 'url',
      default: 'https://api.binance.com',
      description: 'Root address of the spot API, to which /api/v3/... is appended.',
    },
    usdm_url: {
      kind: 'url',
      default: 'https://fapi.binance.com',
      description: 'Root address of the USD-M futures API, to which /fapi/v1/... is appended.',
    },
    coinm_url: {
      kind: 'url',
      default: 'https://dapi.binance.com',
      description: 'Root address of the COIN-M futures API, to which /dapi/v1/... is appended.',
    },
    archive_url: {
      kind: 'url',
      default: 'https://data.binance.vision',
      description:
        'Root address of the archive of files, to which /data/... is appended; a file may take eight times the timeout.',
    },
    spot_stream_url: {
      kind: 'socketUrl',
      default: 'wss://stream.binance.com:9443',
      description: 'Root address of the spot streams, to which /stream?streams=... is appended.',
    },
    // https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Important-WebSocket-Change-Notice
    usdm_stream_url: {
      kind: 'socketUrl',
      default: 'wss://fstream.binance.com/public',
      description:
        'Root address of the USD-M futures streams of books, to which /stream?streams=... is appended.',
    },
    coinm_stream_url: {
      kind: 'socketUrl',
      default: 'wss://dstream.binance.com',
      description: 'Root address of the COIN-M futures streams, to which /stream?streams=... is appended.',
    },
    stream_silence: {
      kind: 'durationMs',
      default: '30s',
      description:
        'How long a live book may be without an update before the exchange is asked whether it has moved on, and a connection without any sign of life.',
      minimum: 100,
      maximum: 3_600_000,
    },
  },
  refusals,
  settleDelay: '5s',
  create(settings, values) {
    const { sockets, clock, logger } = settings;
    const timeoutMs = values['timeout'] as number;
    const streamSilenceMs = values['stream_silence'] as number;
    return new BinanceExchange({
      ...settings,
      streamRoots: {
        spot: values['spot_stream_url'] as string,
        usdm: values['usdm_stream_url'] as string,
        coinm: values['coinm_stream_url'] as string,
      },
      archiveRoot: values['archive_url'] as string,
      archiveTimeoutMs: timeoutMs * ARCHIVE_TIMEOUTS,
      sockets:
        sockets ??
        new WebSocketTransport({ openTimeoutMs: timeoutMs, silenceMs: streamSilenceMs, clock, logger }),
      ownsSockets: sockets === null,
      streamSilenceMs,
    });
  },
});
