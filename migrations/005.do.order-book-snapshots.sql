-- Order books. The key must hold retrieved_at (a hypertable's partitioning column) and, since some exchanges give no
-- update id, cannot hold last_update_id itself: update_key stands for it.
CREATE TABLE order_book_snapshots (
  symbol_id integer NOT NULL CONSTRAINT order_book_snapshots_symbol REFERENCES symbols (id),
  retrieved_at timestamptz NOT NULL,
  exchange_ts timestamptz,
  received_at timestamptz NOT NULL,
  last_update_id bigint,
  update_key bigint NOT NULL GENERATED ALWAYS AS (coalesce(last_update_id, 0)) STORED,
  size_unit text NOT NULL CONSTRAINT order_book_snapshots_size_unit CHECK (size_unit IN ('base', 'contracts')),
  depth integer NOT NULL,
  best_bid numeric CONSTRAINT order_book_snapshots_best_bid CHECK (best_bid > 0 AND best_bid < 'Infinity'),
  best_bid_size numeric CONSTRAINT order_book_snapshots_best_bid_size CHECK (best_bid_size > 0 AND best_bid_size < 'Infinity'),
  best_ask numeric CONSTRAINT order_book_snapshots_best_ask CHECK (best_ask > 0 AND best_ask < 'Infinity'),
  best_ask_size numeric CONSTRAINT order_book_snapshots_best_ask_size CHECK (best_ask_size > 0 AND best_ask_size < 'Infinity'),
  bid_prices numeric[] NOT NULL,
  bid_sizes numeric[] NOT NULL,
  ask_prices numeric[] NOT NULL,
  ask_sizes numeric[] NOT NULL,
  CONSTRAINT order_book_snapshots_pkey PRIMARY KEY (symbol_id, retrieved_at, update_key),
  CONSTRAINT order_book_snapshots_not_crossed CHECK (best_bid < best_ask),
  CONSTRAINT order_book_snapshots_bids CHECK (cardinality(bid_prices) = cardinality(bid_sizes)),
  CONSTRAINT order_book_snapshots_asks CHECK (cardinality(ask_prices) = cardinality(ask_sizes)),
  CONSTRAINT order_book_snapshots_finite CHECK (
    'Infinity' > ALL (bid_prices) AND 'Infinity' > ALL (bid_sizes)
    AND 'Infinity' > ALL (ask_prices) AND 'Infinity' > ALL (ask_sizes)
  )
);

COMMENT ON TABLE order_book_snapshots IS 'Order books as they were at one time. One update id is stored once.';
COMMENT ON COLUMN order_book_snapshots.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN order_book_snapshots.retrieved_at IS 'exchange_ts where the exchange gives it, else received_at. The partitioning key.';
COMMENT ON COLUMN order_book_snapshots.exchange_ts IS 'The exchange''s time of the book; null where it gives none.';
COMMENT ON COLUMN order_book_snapshots.received_at IS 'When the answer had arrived, by our clock.';
COMMENT ON COLUMN order_book_snapshots.last_update_id IS 'The exchange''s sequence number; null where it gives none.';
COMMENT ON COLUMN order_book_snapshots.update_key IS 'last_update_id, or 0 where there is none: a primary key takes no null.';
COMMENT ON COLUMN order_book_snapshots.size_unit IS 'What sizes count: base (the base asset) or contracts (of symbols.contract_size).';
COMMENT ON COLUMN order_book_snapshots.depth IS 'How many levels a side were asked for.';
COMMENT ON COLUMN order_book_snapshots.best_bid IS 'The highest bid, in quote; null when there is none.';
COMMENT ON COLUMN order_book_snapshots.best_bid_size IS 'The size at the highest bid, in size_unit.';
COMMENT ON COLUMN order_book_snapshots.best_ask IS 'The lowest ask, in quote; null when there is none.';
COMMENT ON COLUMN order_book_snapshots.best_ask_size IS 'The size at the lowest ask, in size_unit.';
COMMENT ON COLUMN order_book_snapshots.bid_prices IS 'Prices of the bids, highest first, in quote.';
COMMENT ON COLUMN order_book_snapshots.bid_sizes IS 'Sizes of the bids, in the order of bid_prices, in size_unit.';
COMMENT ON COLUMN order_book_snapshots.ask_prices IS 'Prices of the asks, lowest first, in quote.';
COMMENT ON COLUMN order_book_snapshots.ask_sizes IS 'Sizes of the asks, in the order of ask_prices, in size_unit.';
