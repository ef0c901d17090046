-- The ledger: written in the same transaction as the candles it speaks of.
CREATE TABLE kline_coverage (
  symbol_id integer NOT NULL CONSTRAINT kline_coverage_symbol REFERENCES symbols (id),
  interval text NOT NULL,
  range_start timestamptz NOT NULL,
  range_end timestamptz NOT NULL,
  status text NOT NULL CONSTRAINT kline_coverage_status CHECK (status IN ('stored', 'empty', 'unavailable')),
  reason text,
  settled_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT kline_coverage_pkey PRIMARY KEY (symbol_id, interval, range_start),
  CONSTRAINT kline_coverage_range CHECK (range_start < range_end)
);

COMMENT ON TABLE kline_coverage IS 'The ledger: which ranges of open times are settled for each symbol and interval. The ranges of one series do not overlap; what is in none of them is still missing.';
COMMENT ON COLUMN kline_coverage.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN kline_coverage.interval IS 'As in klines.';
COMMENT ON COLUMN kline_coverage.range_start IS 'The first open time of the range.';
COMMENT ON COLUMN kline_coverage.range_end IS 'The first open time after the range.';
COMMENT ON COLUMN kline_coverage.status IS 'stored (every candle of the range is in klines), empty (the exchange answered and had none), unavailable (out of the exchange''s reach).';
COMMENT ON COLUMN kline_coverage.reason IS 'Why it is unavailable or empty, in words for a person; null where nothing is to be said.';
COMMENT ON COLUMN kline_coverage.settled_at IS 'When this was last written.';
