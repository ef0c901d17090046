-- Order books by week. The primary key serves every query, so no other index is made.
SELECT create_hypertable(
  'order_book_snapshots',
  by_range('retrieved_at', INTERVAL '7 days'),
  create_default_indexes => false,
  migrate_data => true
);
