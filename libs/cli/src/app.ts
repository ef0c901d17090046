import type { Command } from './command.ts';

/** A command-line app. */
export interface App {
  /** As its bin is called: `marketloom-klines`. */
  readonly name: string;
  readonly version: string;
  /** One sentence for the help. */
  readonly summary: string;
  readonly commands: readonly Command[];
  /** Imports a module from the app's own place, where adapters are installed: `(name) => import(name)`. */
  importModule(specifier: string): Promise<unknown>;
}
