import type { Clock, ExchangeInterface, Logger } from '@marketloom/exchange';
import type { Database } from '@marketloom/storage';
import type { Configuration } from './configuration/configuration.ts';
import type { Host } from './host.ts';
import type { Output } from './output/output.ts';

/** What a command works with. What it opens here is closed when it ends. */
export interface CommandContext {
  /** The app's name: `marketloom-klines`. */
  readonly appName: string;
  readonly host: Host;
  readonly configuration: Configuration;
  readonly output: Output;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Aborts at the first signal. */
  readonly signal: AbortSignal;
  /** The configured database, or else the embedded server's; once opened, the same again. */
  readonly openDatabase: () => Promise<Database>;
  /**
   * An exchange by its name.
   * @throws {AdapterNotFoundError} with the install command
   */
  readonly openExchange: (name: string) => Promise<ExchangeInterface>;
}
