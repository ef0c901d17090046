import type { Clock } from './clock.ts';
import type { ExchangeInterface } from './exchange-interface.ts';
import type { Instrument } from './instrument.ts';
import type { Logger } from './logger.ts';
import type { SocketTransport } from './socket-port.ts';
import type { Transport } from './transport-port.ts';

/** One key of an adapter's section of the configuration. */
export interface ConfigurationKey {
  /** `url` values must be https, `socketUrl` values wss, save on loopback. `durationMs` takes `500ms`, `5s`, `1m`, `2h`, `1d`. */
  readonly kind: 'text' | 'url' | 'socketUrl' | 'integer' | 'number' | 'boolean' | 'durationMs';
  /** Taken when nothing is said. */
  readonly default: string | number | boolean;
  /** One sentence, for the help and the shipped configuration file. */
  readonly description: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

/** The keys of an adapter's section, in snake_case: `spot_url`. */
export type ConfigurationSchema = Readonly<Record<string, ConfigurationKey>>;

/** Values for the keys of a schema. */
export type ConfigurationValues = Readonly<Record<string, string | number | boolean>>;

/** All that an adapter may be handed. Everything has a default. */
export interface AdapterSettings {
  /** Values for keys of the adapter's schema; a missing one takes its default. */
  readonly configuration?: ConfigurationValues;
  /** Root addresses by market, before those in `configuration`: `spot` goes before its `spot_url`. */
  readonly baseUrls?: Readonly<Record<string, string>>;
  /** How the exchange is reached by HTTP; one of its own when left out, which `close()` closes. */
  readonly transport?: Transport;
  /** How it is reached by WebSocket; its own when left out. */
  readonly sockets?: SocketTransport;
  /** The machine's when left out. */
  readonly clock?: Clock;
  /** Told how it goes; nobody when left out. */
  readonly logger?: Logger;
  /** Known instruments, for instance from the catalogue: with them fetching needs no listing call. */
  readonly instruments?: Iterable<Instrument>;
}

/** What an adapter package exports by default. */
export interface AdapterDefinition {
  /** The version of this contract that the adapter was written for. */
  readonly contractVersion: 1;
  /** Lower-case letters, digits and hyphens: `binance`. */
  readonly id: string;
  /** As people write it: `Binance`. */
  readonly name: string;
  readonly markets: readonly string[];
  readonly configuration: ConfigurationSchema;
  /** @throws {InvalidRequestError} when a setting is not acceptable */
  create(settings?: AdapterSettings): ExchangeInterface;
}
