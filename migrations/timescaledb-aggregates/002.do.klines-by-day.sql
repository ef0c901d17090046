-- Days from hours: a day of a symbol costs 24 rows, not 1440.
CREATE MATERIALIZED VIEW aggregated_klines_1d WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
  symbol_id,
  time_bucket(INTERVAL '1 day', open_time) AS open_time,
  first(open, open_time) AS open,
  max(high) AS high,
  min(low) AS low,
  last(close, open_time) AS close,
  sum(volume) AS volume,
  CASE WHEN count(quote_volume) = count(*) THEN sum(quote_volume) END AS quote_volume,
  CASE WHEN count(trade_count) = count(*) THEN sum(trade_count)::bigint END AS trade_count,
  CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume,
  CASE WHEN count(taker_buy_quote_volume) = count(*) THEN sum(taker_buy_quote_volume) END AS taker_buy_quote_volume,
  sum(candle_count)::bigint AS candle_count
FROM aggregated_klines_1h
GROUP BY 1, 2
WITH NO DATA;

COMMENT ON VIEW aggregated_klines_1d IS 'What aggregated_klines is made of, materialised: read that one.';
