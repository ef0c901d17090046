/** How the simulated exchange publishes its history as files. Everything has a default. */
export interface ArchiveOptions {
  /** How long after its UTC day has ended a daily file is there, in ms; 8 hours unless told. */
  readonly dailyLag?: number;
  /** How long after its month has ended a monthly file is there, in ms; 30 hours unless told. */
  readonly monthlyLag?: number;
  /** Whether files of the futures begin with a header row; true unless told. Those of spot never do. */
  readonly header?: boolean;
}
