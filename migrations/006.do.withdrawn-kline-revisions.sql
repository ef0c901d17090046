-- A candle that the exchange withdrew has old values only.
ALTER TABLE kline_revisions
  ALTER COLUMN new_open DROP NOT NULL,
  ALTER COLUMN new_high DROP NOT NULL,
  ALTER COLUMN new_low DROP NOT NULL,
  ALTER COLUMN new_close DROP NOT NULL,
  ALTER COLUMN new_volume DROP NOT NULL;

COMMENT ON TABLE kline_revisions IS 'Closed candles that the exchange later changed or withdrew: what was stored before and after, in the units of klines.';
COMMENT ON COLUMN kline_revisions.revised_at IS 'When the new values were stored, or the candle was removed.';
COMMENT ON COLUMN kline_revisions.new_open IS 'The open since; null = the exchange withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_high IS 'The high since; null = the exchange withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_low IS 'The low since; null = the exchange withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_close IS 'The close since; null = the exchange withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_volume IS 'The volume since, in base; null = the exchange withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_quote_volume IS 'The quote volume since; null = the exchange does not say, or withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_trade_count IS 'The trade count since; null = the exchange does not say, or withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_taker_buy_volume IS 'The taker buy volume since, in base; null = the exchange does not say, or withdrew the candle.';
COMMENT ON COLUMN kline_revisions.new_taker_buy_quote_volume IS 'The taker buy volume since, in quote; null = the exchange does not say, or withdrew the candle.';
