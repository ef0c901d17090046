-- Every quarter of an hour, hours and days into which something was written after they were materialised are reckoned
-- again, however old they are; where nothing was, that costs nothing. The newest hour and day are left to be added when
-- they are read, so that they never lag. All is done in one go: in batches, the newest first, which is what newer
-- versions do unless told, candles that were read live a moment ago would be gone until their batch is reached.
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
