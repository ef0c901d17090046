-- The aggregates made anew, with volumes that may be null: a continuous aggregate cannot be redefined. What they had
-- materialised is reckoned again by the first run of the policy, and until then when it is read.
-- The view, on which others may stand, lets go of them meanwhile.
CREATE OR REPLACE VIEW aggregated_klines AS
SELECT symbol_id, interval, open_time, open, high, low, close, volume, quote_volume, trade_count, taker_buy_volume,
  taker_buy_quote_volume, 0::bigint AS candle_count
FROM klines WHERE false;
DROP MATERIALIZED VIEW aggregated_klines_1d;
DROP MATERIALIZED VIEW aggregated_klines_1h;

CREATE MATERIALIZED VIEW aggregated_klines_1h WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
  symbol_id,
  time_bucket(INTERVAL '1 hour', open_time) AS open_time,
  first(open, open_time) AS open,
  max(high) AS high,
  min(low) AS low,
  last(close, open_time) AS close,
  CASE WHEN count(volume) = count(*) THEN sum(volume) END AS volume,
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

CREATE MATERIALIZED VIEW aggregated_klines_1d WITH (timescaledb.continuous, timescaledb.materialized_only = false) AS
SELECT
  symbol_id,
  time_bucket(INTERVAL '1 day', open_time) AS open_time,
  first(open, open_time) AS open,
  max(high) AS high,
  min(low) AS low,
  last(close, open_time) AS close,
  CASE WHEN count(volume) = count(*) THEN sum(volume) END AS volume,
  CASE WHEN count(quote_volume) = count(*) THEN sum(quote_volume) END AS quote_volume,
  CASE WHEN count(trade_count) = count(*) THEN sum(trade_count)::bigint END AS trade_count,
  CASE WHEN count(taker_buy_volume) = count(*) THEN sum(taker_buy_volume) END AS taker_buy_volume,
  CASE WHEN count(taker_buy_quote_volume) = count(*) THEN sum(taker_buy_quote_volume) END AS taker_buy_quote_volume,
  sum(candle_count)::bigint AS candle_count
FROM aggregated_klines_1h
GROUP BY 1, 2
WITH NO DATA;

COMMENT ON VIEW aggregated_klines_1d IS 'What aggregated_klines is made of, materialised: read that one.';

DO $do$
DECLARE
  aggregate record;
  policy integer;
BEGIN
  FOR aggregate IN
    SELECT * FROM (VALUES
      ('aggregated_klines_1h'::regclass, INTERVAL '1 hour'),
      ('aggregated_klines_1d', '1 day')
    ) AS aggregates (name, lag)
  LOOP
    policy := add_continuous_aggregate_policy(
      aggregate.name,
      start_offset => NULL,
      end_offset => aggregate.lag,
      schedule_interval => INTERVAL '15 minutes'
    );
    PERFORM alter_job(policy, config => config || '{"buckets_per_batch": 0}')
    FROM timescaledb_information.jobs
    WHERE job_id = policy;
  END LOOP;
END
$do$;

DO $do$
DECLARE
  grid record;
  branches text[] := '{}';
BEGIN
  FOR grid IN
    -- All have an origin, for the reason that the view of the hypertable gives.
    SELECT * FROM (VALUES
      ('3m', '3 minutes', '2000-01-01 00:00Z', 'minutes'),
      ('5m', '5 minutes', '2000-01-01 00:00Z', 'minutes'),
      ('15m', '15 minutes', '2000-01-01 00:00Z', 'minutes'),
      ('30m', '30 minutes', '2000-01-01 00:00Z', 'minutes'),
      ('2h', '2 hours', '2000-01-01 00:00Z', 'aggregated_klines_1h'),
      ('4h', '4 hours', '2000-01-01 00:00Z', 'aggregated_klines_1h'),
      ('6h', '6 hours', '2000-01-01 00:00Z', 'aggregated_klines_1h'),
      ('8h', '8 hours', '2000-01-01 00:00Z', 'aggregated_klines_1h'),
      ('12h', '12 hours', '2000-01-01 00:00Z', 'aggregated_klines_1h'),
      ('3d', '3 days', '2000-01-01 00:00Z', 'aggregated_klines_1d'),
      ('1w', '7 days', '2000-01-03 00:00Z', 'aggregated_klines_1d'),
      ('1M', '1 month', '2000-01-01 00:00Z', 'aggregated_klines_1d')
    ) AS grid (interval, step, origin, source)
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
        sum(candle_count)::bigint AS candle_count
      FROM %s
      GROUP BY 1, 3
      $branch$, grid.interval, grid.step, grid.origin, CASE grid.source
        WHEN 'minutes' THEN $minutes$ (SELECT *, 1 AS candle_count FROM klines WHERE interval = '1m') AS minutes $minutes$
        ELSE grid.source END);
  END LOOP;
  FOR grid IN SELECT * FROM (VALUES ('1h'), ('1d')) AS grid (interval) LOOP
    branches := branches || format($branch$
      SELECT symbol_id, %L::text, open_time, open, high, low, close, volume, quote_volume, trade_count,
        taker_buy_volume, taker_buy_quote_volume, candle_count
      FROM %I
      $branch$, grid.interval, 'aggregated_klines_' || grid.interval);
  END LOOP;
  EXECUTE 'CREATE OR REPLACE VIEW aggregated_klines AS ' || array_to_string(branches, ' UNION ALL ');
END
$do$;
