import {
  AdapterNotFoundError,
  InvalidAdapterError,
  InvalidConfigurationError,
  InvalidDurationError,
  InvalidIntervalError,
  isExchangeError,
} from '@marketloom/exchange';
import { IngestionError } from '@marketloom/ingestion';
import { isStorageError } from '@marketloom/storage';
import { InvalidSymbolError } from '@marketloom/symbol';
import { environmentName } from '../configuration/environment.ts';
import { EXIT_CODES, type ExitCode } from '../exit-code.ts';
import { maskSecrets } from '../mask-secrets.ts';
import { UsageError } from '../usage-error.ts';

const usageErrors: readonly { isInstance(value: unknown): boolean }[] = [
  UsageError,
  AdapterNotFoundError,
  InvalidAdapterError,
  InvalidConfigurationError,
  InvalidDurationError,
  InvalidIntervalError,
  InvalidSymbolError,
];

/** What an app ends with after an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (usageErrors.some((type) => type.isInstance(error))) return EXIT_CODES.usage;
  if (IngestionError.isInstance(error) && error.kind !== 'emptyCatalogue') return EXIT_CODES.usage;
  if (isExchangeError(error) && error.kind === 'unknownSymbol') return EXIT_CODES.usage;
  if (isStorageError(error) && error.kind === 'invalidAddress') return EXIT_CODES.usage;
  return EXIT_CODES.failed;
}

/**
 * An error for a person: what, where, and what to do, without passwords. Stack and causes only when `verbose`.
 */
export function renderError(error: unknown, verbose: boolean): string {
  if (verbose) return maskSecrets(`error: ${stackOf(error)}`);
  const message = error instanceof Error ? error.message : String(error);
  const known = exitCodeOf(error) === EXIT_CODES.usage || isOurs(error);
  const hint = known ? adviceOn(error) : '\nThis was not expected; --verbose shows where it comes from.';
  return maskSecrets(`error: ${message}${hint}`);
}

/** That a package of any name can be an exchange's adapter, for who has one. */
function adviceOn(error: unknown): string {
  if (!AdapterNotFoundError.isInstance(error) || error.specifier !== `@marketloom/adapter-${error.exchange}`)
    return '';
  const variable = environmentName(error.exchange, 'adapter');
  return `\nA package of another name: adapter = … in the section [${error.exchange}] of the configuration, or ${variable}.`;
}

/** An error's message in the midst of a result, without passwords. */
export function renderFailure(error: unknown): string {
  return maskSecrets(error instanceof Error ? error.message : String(error));
}

function isOurs(error: unknown): boolean {
  return isExchangeError(error) || isStorageError(error) || IngestionError.isInstance(error);
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
