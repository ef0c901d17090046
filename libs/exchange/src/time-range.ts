/** Half-open: from `start` up to, not including, `end`. Epoch ms, UTC. */
export interface TimeRange {
  readonly start: number;
  readonly end: number;
}
