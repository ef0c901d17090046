-- Whether an update id is stored within an hour of a book: without this index all keys of these two hours are read, which
-- for a book a second are 7,200.
CREATE INDEX order_book_snapshots_updates ON order_book_snapshots (symbol_id, update_key, retrieved_at);
COMMENT ON INDEX order_book_snapshots_updates IS 'Finds a book by its update id.';
