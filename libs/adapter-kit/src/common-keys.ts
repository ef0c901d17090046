import type { ConfigurationSchema } from '@marketloom/exchange';

/** The keys that the section of every adapter has. `settleDelay` is the default of the one that differs. */
export function commonKeys(settleDelay: string): ConfigurationSchema {
  return {
    timeout: {
      kind: 'durationMs',
      default: '15s',
      description: 'How long one request may take before it is given up and sent again.',
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
      description: 'The share of what the exchange allows one IP address to send which is used at most.',
      minimum: 0.01,
      maximum: 1,
    },
    settle_delay: {
      kind: 'durationMs',
      default: settleDelay,
      description: "How long after its end a candle counts as closed, by the exchange's clock.",
      minimum: 0,
      maximum: 3_600_000,
    },
  };
}
