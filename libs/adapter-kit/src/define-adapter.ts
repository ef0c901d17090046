import {
  type AdapterDefinition,
  type AdapterSettings,
  type ConfigurationSchema,
  type ConfigurationValues,
  silentLogger,
  systemClock,
  validateConfiguration,
} from '@marketloom/exchange';
import { HttpTransport } from '@marketloom/transport';
import { commonKeys } from './common-keys.ts';
import type { RestMarket } from './rest/endpoints.ts';
import type { RefusalReader } from './rest/rest-client.ts';
import { RestExchange, type RestExchangeSettings } from './rest/rest-exchange.ts';

/** What an adapter over REST is made of. */
export interface RestAdapter<E extends RestExchange> {
  /** Lower-case letters, digits and hyphens: `kraken`. */
  readonly id: string;
  /** As people write it: `Kraken`. */
  readonly name: string;
  /** At least one; each has an id of its own. */
  readonly markets: readonly RestMarket[];
  /** The keys of the configuration: those of root addresses, and what only this exchange has. */
  readonly configuration: ConfigurationSchema;
  /** What the answers mean by which the exchange refuses. */
  readonly refusals: RefusalReader;
  /** How long after its end a candle counts as closed when nothing is said: `5s`; `0s` where the exchange marks it. */
  readonly settleDelay: string;
  /** Makes the exchange, where it needs more than {@link RestExchange} has. */
  readonly create?: (settings: RestExchangeSettings, values: ConfigurationValues) => E;
}

/** An adapter whose exchange can be made with no settings at all. */
export type DefinedAdapter<E extends RestExchange> = AdapterDefinition & {
  /** @throws {InvalidConfigurationError} naming the key that is not acceptable */
  create(settings?: AdapterSettings): E;
};

/**
 * Makes the definition that an adapter package exports by default. To the keys of its configuration come those that
 * every adapter has: `timeout`, `retries`, `budget_share`, `settle_delay`. Addresses in `baseUrls`, by market, count
 * before those of the configuration.
 */
export function defineAdapter<E extends RestExchange = RestExchange>(
  adapter: RestAdapter<E>,
): DefinedAdapter<E> {
  const { id, name, markets, refusals } = adapter;
  const configuration = { ...adapter.configuration, ...commonKeys(adapter.settleDelay) };
  return {
    contractVersion: 1,
    id,
    name,
    markets: markets.map((market) => market.id),
    configuration,
    create(settings = {}) {
      const { transport, clock = systemClock, logger = silentLogger } = settings;
      const values = validateConfiguration(configuration, {
        ...settings.configuration,
        ...addressesOf(markets, settings.baseUrls ?? {}),
      });
      const made: RestExchangeSettings = {
        id,
        markets,
        roots: Object.fromEntries(markets.map((market) => [market.id, values[market.urlKey] as string])),
        refusals,
        transport:
          transport ??
          new HttpTransport({
            timeoutMs: values['timeout'] as number,
            retries: values['retries'] as number,
            clock,
            logger,
          }),
        ownsTransport: transport === undefined,
        sockets: settings.sockets ?? null,
        clock,
        logger,
        budgetShare: values['budget_share'] as number,
        settleDelayMs: values['settle_delay'] as number,
      };
      const exchange = adapter.create?.(made, values) ?? (new RestExchange(made) as E);
      exchange.useInstruments(settings.instruments ?? []);
      return exchange;
    },
  };
}

/** Root addresses by the keys of the configuration. A market that does not exist is told by its key. */
function addressesOf(
  markets: readonly RestMarket[],
  baseUrls: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(baseUrls).map(([id, url]) => {
      const market = markets.find((candidate) => candidate.id === id);
      return [market?.urlKey ?? `${id}_url`, url];
    }),
  );
}
