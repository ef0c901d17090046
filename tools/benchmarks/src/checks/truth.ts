import { type KlineRow, startSandboxExchange } from '@marketloom/sandbox-exchange';
import { type BenchmarkSymbol, FURTHER_SPOT, rangeOf, type Scenario } from '../scenario.ts';

/** Longer series are compared up to here. */
const MOST_CANDLES = 100_000;

/** The rows that the exchange serves, made without asking the one that is measured: same seed, same data. */
export class Truth implements AsyncDisposable {
  readonly #sandbox: Awaited<ReturnType<typeof startSandboxExchange>>;

  private constructor(sandbox: Awaited<ReturnType<typeof startSandboxExchange>>) {
    this.#sandbox = sandbox;
  }

  static async open(): Promise<Truth> {
    return new Truth(await startSandboxExchange({ furtherSpot: FURTHER_SPOT }));
  }

  /** The first rows of a series, as served: all of them up to 100,000. */
  rows(scenario: Scenario, { native }: BenchmarkSymbol): KlineRow[] {
    const { start, end } = rangeOf({ ...scenario, minutes: Math.min(scenario.minutes, MOST_CANDLES) });
    return this.#sandbox.klines('spot', native, '1m', { start, end });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox.close();
  }
}
