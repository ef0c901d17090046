-- Slots of a recording's schedule that did not get their order book in time. Alike ones side by side are one row, so that
-- a day without a network is one, not thousands.
CREATE TABLE order_book_lapses (
  symbol_id integer NOT NULL CONSTRAINT order_book_lapses_symbol REFERENCES symbols (id),
  slot_at timestamptz NOT NULL,
  kind text NOT NULL CONSTRAINT order_book_lapses_kind CHECK (kind IN ('late', 'failed', 'missed')),
  until_slot_at timestamptz NOT NULL,
  slots integer NOT NULL,
  delay_ms bigint CONSTRAINT order_book_lapses_delay CHECK (delay_ms >= 0),
  reason text NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT order_book_lapses_pkey PRIMARY KEY (symbol_id, slot_at, kind),
  CONSTRAINT order_book_lapses_slots CHECK (slots >= 1 AND (slots = 1) = (until_slot_at = slot_at) AND until_slot_at >= slot_at)
);

COMMENT ON TABLE order_book_lapses IS 'Slots of the recording of order books that were late, failed or were missed. What is in no row was taken in time, or not asked for.';
COMMENT ON COLUMN order_book_lapses.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN order_book_lapses.slot_at IS 'The first slot: when the book was due, on the grid of the schedule.';
COMMENT ON COLUMN order_book_lapses.kind IS 'late (the book is stored, but was taken after its time), failed (it was asked for in vain, refused or could not be stored), missed (it was not asked for).';
COMMENT ON COLUMN order_book_lapses.until_slot_at IS 'The last slot of the run, itself included; slot_at where it is one slot.';
COMMENT ON COLUMN order_book_lapses.slots IS 'How many slots the run has.';
COMMENT ON COLUMN order_book_lapses.delay_ms IS 'The longest delay of the run, in milliseconds; null where no book came.';
COMMENT ON COLUMN order_book_lapses.reason IS 'Why, in words for a person.';
COMMENT ON COLUMN order_book_lapses.recorded_at IS 'When the row was last written.';
