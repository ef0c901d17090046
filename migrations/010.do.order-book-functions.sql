-- What is asked of order books, in SQL. Functions take a row of order_book_snapshots, and the planner puts the bodies of
-- those that give rows in place. Sums and products are exact; a quotient has 16 digits at
-- least. What was not stored is not made up: a book that lacks a side has no mid, and one in contracts of unknown size has
-- no size in base.

CREATE VIEW order_book_tops AS
SELECT
  symbol_id,
  retrieved_at,
  exchange_ts,
  received_at,
  last_update_id,
  size_unit,
  best_bid,
  best_bid_size,
  best_ask,
  best_ask_size,
  trim_scale((best_bid + best_ask) * 0.5) AS mid,
  trim_scale(best_ask - best_bid) AS spread,
  20000 * (best_ask - best_bid) / (best_ask + best_bid) AS spread_bps
FROM order_book_snapshots;

COMMENT ON VIEW order_book_tops IS 'The best prices of each stored order book and what follows from them. No levels are read.';
COMMENT ON COLUMN order_book_tops.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN order_book_tops.retrieved_at IS 'As in order_book_snapshots: name a range of it.';
COMMENT ON COLUMN order_book_tops.exchange_ts IS 'As in order_book_snapshots.';
COMMENT ON COLUMN order_book_tops.received_at IS 'As in order_book_snapshots.';
COMMENT ON COLUMN order_book_tops.last_update_id IS 'As in order_book_snapshots.';
COMMENT ON COLUMN order_book_tops.size_unit IS 'What best_bid_size and best_ask_size count.';
COMMENT ON COLUMN order_book_tops.best_bid IS 'The highest bid, in quote; null when there is none.';
COMMENT ON COLUMN order_book_tops.best_bid_size IS 'The size at the highest bid, in size_unit.';
COMMENT ON COLUMN order_book_tops.best_ask IS 'The lowest ask, in quote; null when there is none.';
COMMENT ON COLUMN order_book_tops.best_ask_size IS 'The size at the lowest ask, in size_unit.';
COMMENT ON COLUMN order_book_tops.mid IS 'Half way between best bid and best ask, exactly; null when a side is empty.';
COMMENT ON COLUMN order_book_tops.spread IS 'Best ask less best bid, in quote; null when a side is empty.';
COMMENT ON COLUMN order_book_tops.spread_bps IS 'The spread in basis points (hundredths of a percent) of mid; null when a side is empty.';

CREATE FUNCTION order_book_at(symbol integer, at_time timestamptz DEFAULT now())
RETURNS SETOF order_book_snapshots
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT stored.* FROM order_book_snapshots AS stored
  WHERE stored.symbol_id = symbol AND stored.retrieved_at <= at_time
  ORDER BY stored.retrieved_at DESC, stored.update_key DESC
  LIMIT 1;
END;

COMMENT ON FUNCTION order_book_at IS 'The order book of a symbol (symbols.id) as it was known at a time: the newest that is not after it; no row where there is none.';

CREATE FUNCTION order_book_levels(book order_book_snapshots)
RETURNS TABLE (side text, level integer, price numeric, size numeric, base_size numeric, quote_size numeric)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 2000
BEGIN ATOMIC
  SELECT
    given.side,
    given.level,
    given.price,
    given.size,
    CASE
      WHEN (book).size_unit = 'base' THEN given.size
      WHEN symbols.settle_asset = symbols.base_asset THEN given.size * symbols.contract_size / given.price
      ELSE given.size * symbols.contract_size
    END,
    CASE
      WHEN (book).size_unit = 'base' THEN given.size * given.price
      WHEN symbols.settle_asset = symbols.base_asset THEN given.size * symbols.contract_size
      ELSE given.size * symbols.contract_size * given.price
    END
  FROM (
    SELECT 'bid' AS side, bid.level::integer AS level, bid.price, bid.size
    FROM unnest((book).bid_prices, (book).bid_sizes) WITH ORDINALITY AS bid (price, size, level)
    UNION ALL
    SELECT 'ask', ask.level::integer, ask.price, ask.size
    FROM unnest((book).ask_prices, (book).ask_sizes) WITH ORDINALITY AS ask (price, size, level)
  ) AS given
  LEFT JOIN symbols ON symbols.id = (book).symbol_id;
END;

COMMENT ON FUNCTION order_book_levels IS 'The levels of an order book: side (bid, ask), level (1 is the best), price, size (in size_unit), and the same size in the base asset (base_size) and in quote (quote_size). Contracts are converted by symbols.contract_size: an inverse one (settled in the base asset) is worth so much quote, others so much base.';

CREATE FUNCTION order_book_depth(book order_book_snapshots, bps numeric)
RETURNS TABLE (
  bid_size numeric, ask_size numeric, bid_quote numeric, ask_quote numeric, bids_complete boolean, asks_complete boolean
)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT
    CASE WHEN reach.low IS NOT NULL THEN CASE WHEN near.bids = 0 THEN 0 ELSE near.bid_size END END,
    CASE WHEN reach.low IS NOT NULL THEN CASE WHEN near.asks = 0 THEN 0 ELSE near.ask_size END END,
    CASE WHEN reach.low IS NOT NULL THEN CASE WHEN near.bids = 0 THEN 0 ELSE near.bid_quote END END,
    CASE WHEN reach.low IS NOT NULL THEN CASE WHEN near.asks = 0 THEN 0 ELSE near.ask_quote END END,
    cardinality((book).bid_prices) < (book).depth
      OR (book).bid_prices[cardinality((book).bid_prices)] * 20000 < reach.low,
    cardinality((book).ask_prices) < (book).depth
      OR (book).ask_prices[cardinality((book).ask_prices)] * 20000 > reach.high
  FROM (
    -- In twenty-thousandths, so that nothing is divided.
    SELECT ((book).best_bid + (book).best_ask) * (10000 - bps) AS low,
           ((book).best_bid + (book).best_ask) * (10000 + bps) AS high
  ) AS reach
  CROSS JOIN LATERAL (
    SELECT
      count(*) FILTER (WHERE levels.side = 'bid') AS bids,
      count(*) FILTER (WHERE levels.side = 'ask') AS asks,
      sum(levels.base_size) FILTER (WHERE levels.side = 'bid') AS bid_size,
      sum(levels.base_size) FILTER (WHERE levels.side = 'ask') AS ask_size,
      sum(levels.quote_size) FILTER (WHERE levels.side = 'bid') AS bid_quote,
      sum(levels.quote_size) FILTER (WHERE levels.side = 'ask') AS ask_quote
    FROM order_book_levels(book) AS levels
    WHERE levels.price * 20000 BETWEEN reach.low AND reach.high
  ) AS near;
END;

COMMENT ON FUNCTION order_book_depth IS 'What lies within so many basis points of mid on each side, prices at the very limit included: bid_size and ask_size in the base asset, bid_quote and ask_quote in quote. A side is complete when the stored levels reach beyond the limit, or the exchange has no more; else there may be more than the sum. Null when there is no mid.';

CREATE FUNCTION order_book_imbalance(book order_book_snapshots, levels integer)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (bids.size - asks.size) / nullif(bids.size + asks.size, 0)
  FROM
    (SELECT coalesce(sum(bid), 0) AS size FROM unnest((book).bid_sizes[1:levels]) AS bid) AS bids,
    (SELECT coalesce(sum(ask), 0) AS size FROM unnest((book).ask_sizes[1:levels]) AS ask) AS asks;
END;

COMMENT ON FUNCTION order_book_imbalance IS 'Size of the best so many levels of bids less that of asks, divided by their sum: from -1 (asks alone) to 1 (bids alone), 0 where they are equal. Sizes are taken as they are stored.';

CREATE FUNCTION order_book_imbalance_within(book order_book_snapshots, bps numeric)
RETURNS numeric
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (bids.size - asks.size) / nullif(bids.size + asks.size, 0)
  FROM
    (
      SELECT coalesce(sum(bid.size), 0) AS size FROM unnest((book).bid_prices, (book).bid_sizes) AS bid (price, size)
      WHERE bid.price * 20000 >= ((book).best_bid + (book).best_ask) * (10000 - bps)
    ) AS bids,
    (
      SELECT coalesce(sum(ask.size), 0) AS size FROM unnest((book).ask_prices, (book).ask_sizes) AS ask (price, size)
      WHERE ask.price * 20000 <= ((book).best_bid + (book).best_ask) * (10000 + bps)
    ) AS asks;
END;

COMMENT ON FUNCTION order_book_imbalance_within IS 'As order_book_imbalance, of the levels within so many basis points of mid; null where there are none, or no mid.';

CREATE FUNCTION order_book_take(book order_book_snapshots, taken text, amount numeric)
RETURNS TABLE (filled numeric, unfilled numeric, quote numeric, average_price numeric, worst_price numeric, levels integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT
    total.filled, amount - total.filled, total.quote, total.quote / nullif(total.filled, 0), total.worst, total.levels
  FROM (
    SELECT
      CASE WHEN amount > 0 THEN CASE WHEN count(*) = 0 THEN 0 ELSE sum(took.size) END END AS filled,
      CASE WHEN amount > 0 THEN CASE WHEN count(*) = 0 THEN 0 ELSE sum(took.quote) END END AS quote,
      CASE taken
        WHEN 'ask' THEN max(took.price) FILTER (WHERE took.size IS NOT NULL)
        ELSE min(took.price) FILTER (WHERE took.size IS NOT NULL)
      END AS worst,
      count(took.size)::integer AS levels
    FROM (
      SELECT
        reached.price,
        CASE WHEN reached.base_size <= reached.rest THEN reached.base_size ELSE reached.rest END AS size,
        CASE WHEN reached.base_size <= reached.rest THEN reached.quote_size ELSE reached.rest * reached.price END AS quote
      FROM (
        SELECT
          offered.price,
          offered.base_size,
          offered.quote_size,
          amount - (sum(offered.base_size) OVER (ORDER BY offered.level) - offered.base_size) AS rest
        FROM order_book_levels(book) AS offered
        WHERE offered.side = taken
      ) AS reached
      -- Sizes that are not known are kept, and make the sums unknown.
      WHERE reached.rest > 0 OR reached.rest IS NULL
    ) AS took
  ) AS total;
END;

COMMENT ON FUNCTION order_book_take IS 'What order_book_buy (of side ask) and order_book_sell (of side bid) are made of.';

CREATE FUNCTION order_book_buy(book order_book_snapshots, amount numeric)
RETURNS TABLE (filled numeric, unfilled numeric, quote numeric, average_price numeric, worst_price numeric, levels integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT took.* FROM order_book_take(book, 'ask', amount) AS took;
END;

COMMENT ON FUNCTION order_book_buy IS 'What a market order to buy so much of the base asset (above 0) would have got from the stored asks: filled and unfilled in base, what it costs in quote, the average and the worst price paid, and from how many levels. Books in contracts are converted as in order_book_levels. Fees are not in it.';

CREATE FUNCTION order_book_sell(book order_book_snapshots, amount numeric)
RETURNS TABLE (filled numeric, unfilled numeric, quote numeric, average_price numeric, worst_price numeric, levels integer)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1
BEGIN ATOMIC
  SELECT took.* FROM order_book_take(book, 'bid', amount) AS took;
END;

COMMENT ON FUNCTION order_book_sell IS 'What a market order to sell so much of the base asset (above 0) would have got from the stored bids: filled and unfilled in base, what it brings in quote, the average and the worst price got, and from how many levels. Books in contracts are converted as in order_book_levels. Fees are not in it.';
