import type {
  AdapterDefinition,
  AdapterSettings,
  ConfigurationValues,
  ExchangeInterface,
} from '@marketloom/exchange';
import type { SimulatedExchange } from './simulation/description.ts';

/** What conformance is checked of: an adapter, and how its exchange behaves. */
export interface ConformanceSubject {
  readonly definition: AdapterDefinition;
  readonly simulation: SimulatedExchange;
  /**
   * The configuration that sends every request to the simulated exchange at `url`. When left out, every key of the kind
   * `url` is set to it, and every key of the kind `socketUrl` to the same with `ws:`.
   */
  readonly configuration?: (url: string) => ConfigurationValues;
  /** Makes the exchange in another way than the definition does: for checking the suite itself. */
  readonly create?: (settings: AdapterSettings) => ExchangeInterface;
}
