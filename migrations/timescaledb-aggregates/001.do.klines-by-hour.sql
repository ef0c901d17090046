-- The one aggregate on the candles themselves: what is written to them is noted once, however many others build on it.
-- Minutes after its last hour are added when it is read.
CREATE MATERIALIZED VIEW aggregated_klines_1h WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
  symbol_id,
  time_bucket(INTERVAL '1 hour', open_time) AS open_time,
  first(open, open_time) AS open,
  max(high) AS high,
  min(low) AS low,
  last(close, open_time) AS close,
  sum(volume) AS volume,
  CASE WHEN count(quote_volume) = count(*) THEN sum(quote_volume) END AS quote_volume,
  CASE WHEN count(trade_count) = count(*) THEN sum(trade_count)::bigint END AS trade_count,
  CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume,
  CASE WHEN count(taker_buy_quote_volume) = count(*) THEN sum(taker_buy_quote_volume) END AS taker_buy_quote_volume,
  count(*) AS candle_count
FROM klines
WHERE interval = '1m'
GROUP BY 1, 2
WITH NO DATA;

COMMENT ON VIEW aggregated_klines_1h IS 'What aggregated_klines is made of, materialised: read that one.';
