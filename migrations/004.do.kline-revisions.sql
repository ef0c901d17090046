-- What an exchange changed in candles that had closed.
CREATE TABLE kline_revisions (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  symbol_id integer NOT NULL CONSTRAINT kline_revisions_symbol REFERENCES symbols (id),
  interval text NOT NULL,
  open_time timestamptz NOT NULL,
  revised_at timestamptz NOT NULL DEFAULT now(),
  old_open numeric NOT NULL,
  old_high numeric NOT NULL,
  old_low numeric NOT NULL,
  old_close numeric NOT NULL,
  old_volume numeric NOT NULL,
  old_quote_volume numeric,
  old_trade_count bigint,
  old_taker_buy_volume numeric,
  old_taker_buy_quote_volume numeric,
  new_open numeric NOT NULL,
  new_high numeric NOT NULL,
  new_low numeric NOT NULL,
  new_close numeric NOT NULL,
  new_volume numeric NOT NULL,
  new_quote_volume numeric,
  new_trade_count bigint,
  new_taker_buy_volume numeric,
  new_taker_buy_quote_volume numeric
);

CREATE INDEX kline_revisions_kline ON kline_revisions (symbol_id, interval, open_time, id);

COMMENT ON TABLE kline_revisions IS 'Closed candles that the exchange later changed: what was stored before and after, in the units of klines.';
COMMENT ON COLUMN kline_revisions.id IS 'Ascending in the order of the changes of one candle.';
COMMENT ON COLUMN kline_revisions.symbol_id IS 'symbols.id.';
COMMENT ON COLUMN kline_revisions.interval IS 'As in klines.';
COMMENT ON COLUMN kline_revisions.open_time IS 'As in klines.';
COMMENT ON COLUMN kline_revisions.revised_at IS 'When the new values were stored.';
COMMENT ON COLUMN kline_revisions.old_open IS 'The open before.';
COMMENT ON COLUMN kline_revisions.old_high IS 'The high before.';
COMMENT ON COLUMN kline_revisions.old_low IS 'The low before.';
COMMENT ON COLUMN kline_revisions.old_close IS 'The close before.';
COMMENT ON COLUMN kline_revisions.old_volume IS 'The volume before, in base.';
COMMENT ON COLUMN kline_revisions.old_quote_volume IS 'The quote volume before.';
COMMENT ON COLUMN kline_revisions.old_trade_count IS 'The trade count before.';
COMMENT ON COLUMN kline_revisions.old_taker_buy_volume IS 'The taker buy volume before, in base.';
COMMENT ON COLUMN kline_revisions.old_taker_buy_quote_volume IS 'The taker buy volume before, in quote.';
COMMENT ON COLUMN kline_revisions.new_open IS 'The open since.';
COMMENT ON COLUMN kline_revisions.new_high IS 'The high since.';
COMMENT ON COLUMN kline_revisions.new_low IS 'The low since.';
COMMENT ON COLUMN kline_revisions.new_close IS 'The close since.';
COMMENT ON COLUMN kline_revisions.new_volume IS 'The volume since, in base.';
COMMENT ON COLUMN kline_revisions.new_quote_volume IS 'The quote volume since.';
COMMENT ON COLUMN kline_revisions.new_trade_count IS 'The trade count since.';
COMMENT ON COLUMN kline_revisions.new_taker_buy_volume IS 'The taker buy volume since, in base.';
COMMENT ON COLUMN kline_revisions.new_taker_buy_quote_volume IS 'The taker buy volume since, in quote.';
