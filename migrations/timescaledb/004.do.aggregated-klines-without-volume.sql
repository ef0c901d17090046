-- The view of the hypertable, with volumes that may be null. All grids have an origin, for the reason given before.
DO $do$
DECLARE
  grid record;
  branches text[] := '{}';
BEGIN
  FOR grid IN
    SELECT * FROM (VALUES
      ('3m', '3 minutes', '2000-01-01 00:00Z'),
      ('5m', '5 minutes', '2000-01-01 00:00Z'),
      ('15m', '15 minutes', '2000-01-01 00:00Z'),
      ('30m', '30 minutes', '2000-01-01 00:00Z'),
      ('1h', '1 hour', '2000-01-01 00:00Z'),
      ('2h', '2 hours', '2000-01-01 00:00Z'),
      ('4h', '4 hours', '2000-01-01 00:00Z'),
      ('6h', '6 hours', '2000-01-01 00:00Z'),
      ('8h', '8 hours', '2000-01-01 00:00Z'),
      ('12h', '12 hours', '2000-01-01 00:00Z'),
      ('1d', '1 day', '2000-01-01 00:00Z'),
      ('3d', '3 days', '2000-01-01 00:00Z'),
      ('1w', '7 days', '2000-01-03 00:00Z'),
      ('1M', '1 month', '2000-01-01 00:00Z')
    ) AS grid (interval, step, origin)
  LOOP
    branches := branches || format($branch$
      SELECT
        symbol_id,
        %L::text AS interval,
        time_bucket(INTERVAL %L, open_time, TIMESTAMPTZ %L) AS open_time,
        first(open, open_time) AS open,
        max(high) AS high,
        min(low) AS low,
        last(close, open_time) AS close,
        CASE WHEN count(volume) = count(*) THEN sum(volume) END AS volume,
        CASE WHEN count(quote_volume) = count(*) THEN sum(quote_volume) END AS quote_volume,
        CASE WHEN count(trade_count) = count(*) THEN sum(trade_count)::bigint END AS trade_count,
        CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume,
        CASE WHEN count(taker_buy_quote_volume) = count(*) THEN sum(taker_buy_quote_volume) END
          AS taker_buy_quote_volume,
        count(*) AS candle_count
      FROM klines
      WHERE interval = '1m'
      GROUP BY 1, 3
      $branch$, grid.interval, grid.step, grid.origin);
  END LOOP;
  EXECUTE 'CREATE OR REPLACE VIEW aggregated_klines AS ' || array_to_string(branches, ' UNION ALL ');
END
$do$;
