/** A run failed, or what it stored is not what the exchange serves: its figures count for nothing. */
export class FailedBenchmarkError extends Error {
  override readonly name = 'FailedBenchmarkError';
}
