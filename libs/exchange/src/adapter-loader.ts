import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { AdapterDefinition } from './adapter-definition.ts';
import { adapterFaults, isExchangeId } from './adapter-faults.ts';
import { AdapterNotFoundError } from './errors/adapter-not-found-error.ts';
import { InvalidAdapterError } from './errors/invalid-adapter-error.ts';

/** Where and how to look for an adapter. */
export interface LoadAdapterOptions {
  /** Imports a module from where adapters are installed: `(specifier) => import(specifier)`. */
  importModule(specifier: string): Promise<unknown>;
  /** A package, or a path that begins with `.`, `/` or `file:`, instead of the usual package. */
  readonly adapter?: string | undefined;
  /** What a relative path starts from; by default the current directory. */
  readonly baseDirectory?: string | undefined;
}

/**
 * Loads the adapter of an exchange: `kraken` means the package `@marketloom/adapter-kraken`, unless `adapter` says
 * otherwise.
 * @throws {AdapterNotFoundError} with the install command, when the package or file is not there
 * @throws {InvalidAdapterError} when it is there, but cannot be loaded or does not export an adapter of that exchange
 */
export async function loadAdapter(name: string, options: LoadAdapterOptions): Promise<AdapterDefinition> {
  const specifier = options.adapter ?? `@marketloom/adapter-${name}`;
  if (!isExchangeId(name)) {
    const faults = [
      `${JSON.stringify(name)} is not an exchange's name, which has lower-case letters, digits and hyphens`,
    ];
    throw new InvalidAdapterError({ exchange: name, specifier, faults });
  }
  const isPath = /^(?:\.{0,2}[/\\]|\.{1,2}$|file:|[a-z]:[/\\])/i.test(specifier);
  const target =
    isPath && !specifier.startsWith('file:') ? fileUrl(specifier, options.baseDirectory) : specifier;
  let module: unknown;
  try {
    module = await options.importModule(target);
  } catch (cause) {
    if (isMissing(target, cause)) {
      const installCommand = isPath ? null : `npm install ${packageOf(specifier)}`;
      throw new AdapterNotFoundError({ exchange: name, specifier, installCommand, cause });
    }
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidAdapterError({
      exchange: name,
      specifier,
      faults: [`it cannot be loaded: ${message}`],
      cause,
    });
  }
  const faults = adapterFaults(module, name);
  if (faults.length > 0) throw new InvalidAdapterError({ exchange: name, specifier, faults });
  return (module as { readonly default: AdapterDefinition }).default;
}

function fileUrl(path: string, baseDirectory = '.'): string {
  return pathToFileURL(resolve(baseDirectory, path)).href;
}

/** The package of a specifier: `@scope/name/inner` → `@scope/name`. */
function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Whether an import failed since its target itself is not there, rather than something that the target imports. */
function isMissing(target: string, error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  if (error.code !== 'ERR_MODULE_NOT_FOUND' && error.code !== 'MODULE_NOT_FOUND') return false;
  // Node tells what is missing in the message alone.
  const names = target.startsWith('file:') ? [fileURLToPath(target)] : [packageOf(target), target];
  const beginnings = names.flatMap((name) => [
    `Cannot find package '${name}'`,
    `Cannot find module '${name}'`,
  ]);
  return beginnings.some((beginning) => error.message.startsWith(beginning));
}
