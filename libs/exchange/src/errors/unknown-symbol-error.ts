import { ExchangeError, type ExchangeErrorDetails } from './exchange-error.ts';

/** The exchange has no such symbol. */
export class UnknownSymbolError extends ExchangeError {
  override readonly kind = 'unknownSymbol';
  override readonly retryable = false;
  readonly symbol: string;
  /** The nearest symbols there are, best first. */
  readonly suggestions: readonly string[];

  constructor(
    details: ExchangeErrorDetails & { readonly symbol: string; readonly suggestions?: readonly string[] },
  ) {
    const suggestions = details.suggestions ?? [];
    const hint = suggestions.length === 0 ? '' : `; did you mean ${suggestions.join(' or ')}?`;
    super(`unknown symbol ${details.symbol}${hint}`, details);
    this.symbol = details.symbol;
    this.suggestions = suggestions;
  }
}
