-- One series lies together, in the order in which it is read.
ALTER TABLE klines SET (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'symbol_id, interval',
  timescaledb.compress_orderby = 'open_time'
);
