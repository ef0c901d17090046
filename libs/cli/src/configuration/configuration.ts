import {
  type AdapterDefinition,
  AdapterNotFoundError,
  type ConfigurationSchema,
  loadAdapter,
} from '@marketloom/exchange';
import { UsageError } from '../usage-error.ts';
import { readConfigFile } from './config-file.ts';
import { CORE_SECTIONS, type CoreSection } from './core-sections.ts';
import { readEnvironment } from './environment.ts';
import { type ConfigurationSources, type ResolvedSection, resolveSection } from './resolve-section.ts';

/** What a configuration is loaded from. */
export interface LoadConfigurationOptions extends Omit<ConfigurationSources, 'file'> {
  /** `--config`. */
  readonly named?: string | undefined;
  readonly currentDirectory: string;
  /** Imports a module from the app, where adapters are installed. */
  importModule(specifier: string): Promise<unknown>;
}

/** Values of our own section, typed by its keys. */
export type CoreValues<S extends CoreSection> = {
  readonly [K in keyof (typeof CORE_SECTIONS)[S]]: (typeof CORE_SECTIONS)[S][K] extends {
    readonly kind: 'text';
  }
    ? string
    : number;
};

/** An exchange's adapter and the checked values of its section. */
export interface ConfiguredExchange extends ResolvedSection {
  readonly definition: AdapterDefinition;
}

/** The key that any exchange's section has beside those of its adapter. */
const ADAPTER_KEY: ConfigurationSchema = {
  adapter: {
    kind: 'text',
    default: '',
    description: 'Another package, or a path, instead of the usual one.',
  },
};

/** The configuration in force. All of the file is checked, whatever a command needs of it. */
export class Configuration {
  /** The file that was read; null when there is none. */
  readonly path: string | null;
  /** What relative paths start from. */
  readonly baseDirectory: string;
  readonly #options: LoadConfigurationOptions;
  readonly #sources: ConfigurationSources;
  readonly #core: ReadonlyMap<string, ResolvedSection>;
  readonly #exchanges = new Map<string, ConfiguredExchange>();

  private constructor(options: LoadConfigurationOptions) {
    const file = readConfigFile(options.named, options.currentDirectory);
    this.#options = options;
    this.#sources = { flags: options.flags, env: options.env, file };
    this.path = file?.path ?? null;
    this.baseDirectory = file?.baseDirectory ?? options.currentDirectory;
    const sections = Object.entries<ConfigurationSchema>(CORE_SECTIONS);
    this.#core = new Map(sections.map(([name, keys]) => [name, resolveSection(name, keys, this.#sources)]));
  }

  /**
   * Reads and checks all there is.
   * @throws {UsageError} naming file, section and key of the first thing at fault
   */
  static async load(options: LoadConfigurationOptions): Promise<Configuration> {
    const configuration = new Configuration(options);
    for (const name of configuration.#sources.file?.sections.keys() ?? []) {
      if (!configuration.#core.has(name)) await configuration.#checkExchange(name);
    }
    return configuration;
  }

  /** The values of one of our own sections. */
  core<S extends CoreSection>(section: S): CoreValues<S> {
    return this.#core.get(section)?.values as CoreValues<S>;
  }

  /**
   * An exchange's adapter, with the values of its section.
   * @throws {AdapterNotFoundError} with the install command
   * @throws {UsageError} naming what is at fault in its section
   */
  async exchange(name: string): Promise<ConfiguredExchange> {
    const known = this.#exchanges.get(name);
    if (known !== undefined) return known;
    const own = this.#sources.file?.sections.get(name);
    const adapter = readEnvironment(this.#options.env, name, 'adapter')?.value ?? own?.get('adapter');
    const definition = await loadAdapter(name, {
      importModule: (specifier) => this.#options.importModule(specifier),
      baseDirectory: this.baseDirectory,
      ...(adapter ? { adapter } : {}),
    });
    const schema = { ...ADAPTER_KEY, ...definition.configuration };
    const { values: all, origins } = resolveSection(name, schema, this.#sources);
    const { adapter: _, ...values } = all;
    const configured = { definition, values, origins };
    this.#exchanges.set(name, configured);
    return configured;
  }

  /** Every section in force, ours and those of the exchanges that were loaded. */
  sections(): ReadonlyMap<string, ResolvedSection> {
    return new Map<string, ResolvedSection>([...this.#core, ...this.#exchanges]);
  }

  async #checkExchange(name: string): Promise<void> {
    try {
      await this.exchange(name);
    } catch (error) {
      if (!AdapterNotFoundError.isInstance(error)) throw error;
      const known = [...this.#core.keys()].map((section) => `[${section}]`).join(', ');
      throw new UsageError(
        `${this.path}: [${name}]: there is no such section; there are ${known}, and one for each exchange ` +
          `that has its adapter installed (${error.message})`,
        { cause: error },
      );
    }
  }
}
