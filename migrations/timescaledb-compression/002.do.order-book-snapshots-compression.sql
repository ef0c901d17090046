-- Snapshots of one instrument lie together, in the order of their key.
ALTER TABLE order_book_snapshots SET (
  timescaledb.compress,
  timescaledb.compress_segmentby = 'symbol_id',
  timescaledb.compress_orderby = 'retrieved_at, update_key'
);
