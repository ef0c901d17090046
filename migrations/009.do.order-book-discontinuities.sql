-- Stretches of time in which a book that is kept from a stream of updates was not known. A recorder that is told twice
-- that it should write one writes it once: nulls count as values in the key.
CREATE TABLE order_book_discontinuities (
  id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT order_book_discontinuities_pkey PRIMARY KEY,
  symbol_id integer NOT NULL CONSTRAINT order_book_discontinuities_symbol REFERENCES symbols (id),
  broken_at timestamptz NOT NULL,
  reason text NOT NULL CONSTRAINT order_book_discontinuities_reason CHECK (reason <> ''),
  message text NOT NULL,
  last_update_id bigint,
  next_update_id bigint,
  resumed_at timestamptz,
  resumed_update_id bigint,
  abandoned_at timestamptz,
  CONSTRAINT order_book_discontinuities_key
    UNIQUE NULLS NOT DISTINCT (symbol_id, broken_at, reason, last_update_id, next_update_id),
  CONSTRAINT order_book_discontinuities_resumed CHECK (resumed_at IS NOT NULL OR resumed_update_id IS NULL),
  CONSTRAINT order_book_discontinuities_abandoned CHECK (resumed_at IS NULL OR abandoned_at IS NULL)
);

-- The open ones are few, whatever there is of the others.
CREATE INDEX order_book_discontinuities_open ON order_book_discontinuities (symbol_id, broken_at)
  WHERE resumed_at IS NULL AND abandoned_at IS NULL;

COMMENT ON TABLE order_book_discontinuities IS 'Stretches of time in which a book kept from a stream of updates was not known: from broken_at until resumed_at. No snapshot of the stream lies in one.';
COMMENT ON COLUMN order_book_discontinuities.id IS 'The row''s own number.';
COMMENT ON COLUMN order_book_discontinuities.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN order_book_discontinuities.broken_at IS 'When it was noticed, by the recorder''s clock.';
COMMENT ON COLUMN order_book_discontinuities.reason IS 'gap (updates missing, twice or out of order), disconnected, silent, invalidMessage, invalidBook, staleSnapshot, or what later versions add.';
COMMENT ON COLUMN order_book_discontinuities.message IS 'What happened, in words for a person.';
COMMENT ON COLUMN order_book_discontinuities.last_update_id IS 'The last update id that was right; null where there was none.';
COMMENT ON COLUMN order_book_discontinuities.next_update_id IS 'The first id of the update that came instead of the next one; null where none came.';
COMMENT ON COLUMN order_book_discontinuities.resumed_at IS 'When the book was whole again, by the recorder''s clock; null while it is not, or where that is not known.';
COMMENT ON COLUMN order_book_discontinuities.resumed_update_id IS 'The update id that the book was at then.';
COMMENT ON COLUMN order_book_discontinuities.abandoned_at IS 'When a later run found it open: its recorder had ended without a word, so when the book would have been whole again is not known. Null for one that is open or resumed.';
