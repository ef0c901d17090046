import { bookChecks } from './checks/book-checks.ts';
import { capabilityChecks } from './checks/capability-checks.ts';
import type { ConformanceCheck } from './checks/check.ts';
import { definitionChecks } from './checks/definition-checks.ts';
import { interruptionChecks } from './checks/interruption-checks.ts';
import { klineChecks } from './checks/kline-checks.ts';
import { limitChecks } from './checks/limit-checks.ts';
import { listingChecks } from './checks/listing-checks.ts';
import { refusalChecks } from './checks/refusal-checks.ts';
import { streamChecks } from './checks/stream-checks.ts';
import type { ConformanceSubject } from './subject.ts';

/**
 * Everything that an adapter must do, as checks that any test runner can run: each has a name, and a `run` that rejects
 * with a `ConformanceError` when it does not hold. They are independent of each other, and each starts and stops a
 * simulated exchange of its own.
 * @example
 * it.each(conformanceChecks(subject))('$name', ({ run }) => run());
 */
export function conformanceChecks(subject: ConformanceSubject): ConformanceCheck[] {
  return [
    ...definitionChecks(subject),
    ...capabilityChecks(subject),
    ...listingChecks(subject),
    ...klineChecks(subject),
    ...bookChecks(subject),
    ...streamChecks(subject),
    ...refusalChecks(subject),
    ...limitChecks(subject),
    ...interruptionChecks(subject),
  ];
}
