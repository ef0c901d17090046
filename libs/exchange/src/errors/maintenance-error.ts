import { ExchangeError } from './exchange-error.ts';

/** The exchange answers, but does not serve for now: overload, maintenance, 5xx. */
export class MaintenanceError extends ExchangeError {
  override readonly kind = 'maintenance';
  override readonly retryable = true;
}
