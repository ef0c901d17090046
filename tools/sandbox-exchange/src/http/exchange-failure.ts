/**
 * An error as Binance answers it.
 * https://developers.binance.com/docs/binance-spot-api-docs/errors and
 * https://developers.binance.com/docs/derivatives/usds-margined-futures/error-code
 */
export class ExchangeFailure extends Error {
  override readonly name = 'ExchangeFailure';
  readonly status: number;
  readonly code: number;
  readonly retryAfterSeconds: number | null;

  constructor(code: number, message: string, status = 400, retryAfterSeconds: number | null = null) {
    super(message);
    this.code = code;
    this.status = status;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The body of the response. */
  body(): Buffer {
    return Buffer.from(JSON.stringify({ code: this.code, msg: this.message }));
  }
}

/** -1100: a parameter has characters it may not have. */
export function illegalCharacters(parameter: string, legal: string): ExchangeFailure {
  return new ExchangeFailure(
    -1100,
    `Illegal characters found in parameter '${parameter}'; legal range is '${legal}'.`,
  );
}

/** -1102: a parameter is missing. */
export function missingParameter(parameter: string): ExchangeFailure {
  return new ExchangeFailure(
    -1102,
    `Mandatory parameter '${parameter}' was not sent, was empty/null, or malformed.`,
  );
}

/** -1130: a parameter's value is out of range. */
export function invalidData(parameter: string): ExchangeFailure {
  return new ExchangeFailure(-1130, `Data sent for parameter '${parameter}' is not valid.`);
}

/** -1121: no such symbol. */
export function invalidSymbol(): ExchangeFailure {
  return new ExchangeFailure(-1121, 'Invalid symbol.');
}
