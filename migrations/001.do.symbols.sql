-- The catalogue: every instrument an exchange lists or once listed.
CREATE TABLE symbols (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  exchange text NOT NULL,
  market text NOT NULL,
  exchange_symbol text NOT NULL,
  base_asset text NOT NULL,
  quote_asset text NOT NULL,
  settle_asset text NOT NULL,
  instrument_type text NOT NULL CONSTRAINT symbols_instrument_type CHECK (instrument_type IN ('SPOT', 'PERP', 'FUTURE')),
  symbol text NOT NULL,
  status text NOT NULL CONSTRAINT symbols_status CHECK (status IN ('pending', 'trading', 'halted', 'delisted')),
  tick_size numeric CONSTRAINT symbols_tick_size CHECK (tick_size > 0 AND tick_size < 'Infinity'),
  lot_size numeric CONSTRAINT symbols_lot_size CHECK (lot_size > 0 AND lot_size < 'Infinity'),
  contract_size numeric CONSTRAINT symbols_contract_size CHECK (contract_size > 0 AND contract_size < 'Infinity'),
  underlying_asset text NOT NULL,
  base_multiplier numeric NOT NULL DEFAULT 1
    CONSTRAINT symbols_base_multiplier CHECK (base_multiplier > 0 AND base_multiplier < 'Infinity'),
  expires_at timestamptz,
  listed_at timestamptz,
  delisted_at timestamptz,
  first_seen timestamptz NOT NULL,
  last_seen timestamptz NOT NULL,
  raw jsonb NOT NULL,
  CONSTRAINT symbols_exchange_symbol UNIQUE (exchange, market, exchange_symbol)
);

CREATE INDEX symbols_symbol ON symbols (symbol, exchange);

COMMENT ON TABLE symbols IS 'The catalogue: one row for each instrument that an exchange lists or once listed. Rows are never deleted.';
COMMENT ON COLUMN symbols.id IS 'What klines and order books refer to. Never used again for another instrument.';
COMMENT ON COLUMN symbols.exchange IS 'The exchange''s id: binance.';
COMMENT ON COLUMN symbols.market IS 'The exchange''s market: spot, usdm, coinm.';
COMMENT ON COLUMN symbols.exchange_symbol IS 'The exchange''s own name of the instrument: BTCUSDT. Unique within a market.';
COMMENT ON COLUMN symbols.base_asset IS 'What is bought and sold: BTC, 1000PEPE.';
COMMENT ON COLUMN symbols.quote_asset IS 'What the price counts: USDT.';
COMMENT ON COLUMN symbols.settle_asset IS 'What profit and loss are paid in; for spot the quote.';
COMMENT ON COLUMN symbols.instrument_type IS 'SPOT, PERP or FUTURE.';
COMMENT ON COLUMN symbols.symbol IS 'The printed form: BTC-USDT-SPOT, BTC-USD-PERP:BTC, BTC-USDT-FUTURE_270326. Not unique: an exchange may list it twice.';
COMMENT ON COLUMN symbols.status IS 'pending (announced), trading, halted (for the time being), delisted (gone for good or no longer listed).';
COMMENT ON COLUMN symbols.tick_size IS 'The smallest step of the price, in quote; null where the exchange does not say.';
COMMENT ON COLUMN symbols.lot_size IS 'The smallest step of the size, in base or contracts as the order book counts; null where the exchange does not say.';
COMMENT ON COLUMN symbols.contract_size IS 'What one contract stands for, in quote for inverse contracts, else in base; null for spot.';
COMMENT ON COLUMN symbols.underlying_asset IS 'The asset that the base counts in units of: PEPE for 1000PEPE; else the base.';
COMMENT ON COLUMN symbols.base_multiplier IS 'How many of the underlying asset one base is: 1000 for 1000PEPE; else 1.';
COMMENT ON COLUMN symbols.expires_at IS 'When it expires; null for what does not.';
COMMENT ON COLUMN symbols.listed_at IS 'When trading began or will begin; null where the exchange does not say.';
COMMENT ON COLUMN symbols.delisted_at IS 'When a listing first showed it delisted or lacked it; null while it is listed.';
COMMENT ON COLUMN symbols.first_seen IS 'When a listing first held it.';
COMMENT ON COLUMN symbols.last_seen IS 'When a listing last held it.';
COMMENT ON COLUMN symbols.raw IS 'The exchange''s row as it last came.';
