import type { ConfigurationSchema } from '@marketloom/exchange';

/** The keys of the `[binance]` section. */
export const configuration = {
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
    description: 'Root address of the archive of files, to which /data/... is appended.',
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
  timeout: {
    kind: 'durationMs',
    default: '15s',
    description:
      "How long one request may take before it is given up and sent again; the archive's files may take eight times as long.",
    minimum: 1,
    maximum: 600_000,
  },
  retries: {
    kind: 'integer',
    default: 5,
    description: 'How often a request that may succeed later is sent again.',
    minimum: 0,
    maximum: 100,
  },
  budget_share: {
    kind: 'number',
    default: 0.9,
    description:
      'The share of the request weight that the exchange allows one IP address which is used at most.',
    minimum: 0.01,
    maximum: 1,
  },
  settle_delay: {
    kind: 'durationMs',
    default: '5s',
    description: "How long after its end a candle counts as closed, by the exchange's clock.",
    minimum: 0,
    maximum: 3_600_000,
  },
  stream_silence: {
    kind: 'durationMs',
    default: '30s',
    description:
      'How long a live book may be without an update before the exchange is asked whether it has moved on, and a connection without any sign of life.',
    minimum: 100,
    maximum: 3_600_000,
  },
} as const satisfies ConfigurationSchema;
