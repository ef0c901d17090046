-- Candles by week of their open time. The primary key serves every query, so no other index is made.
SELECT create_hypertable(
  'klines',
  by_range('open_time', INTERVAL '7 days'),
  create_default_indexes => false,
  migrate_data => true
);
