import { type Command, defineCommand } from './command.ts';
import { environmentName } from './configuration/environment.ts';
import { EXIT_CODES } from './exit-code.ts';
import { maskSecrets } from './mask-secrets.ts';

/** `config`: the configuration in force, and where each value comes from. Every app has it. */
export const configCommand: Command = defineCommand({
  name: 'config',
  summary: 'Print the configuration in force, without passwords',
  options: {},
  examples: [['config', 'every key, its value and where it comes from']],
  async run({ configuration, output }) {
    const rows = [...configuration.sections()].flatMap(([section, { values, origins }]) =>
      Object.entries(values).map(([key, value]) => ({
        section,
        key,
        value: typeof value === 'string' ? maskSecrets(value) : value,
        origin: origins[key] ?? 'default',
        environment: environmentName(section, key),
      })),
    );
    const columns = ['section', 'key', 'value', 'from', 'environment'].map((title) => ({ title }));
    output.result({ file: configuration.path, keys: rows }, () =>
      output.table(
        columns,
        rows.map((row) => [row.section, row.key, String(row.value), row.origin, row.environment]),
      ),
    );
    return EXIT_CODES.complete;
  },
});
