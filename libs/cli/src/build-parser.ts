import yargs, { type Argv } from 'yargs';
import type { App } from './app.ts';
import type { Command } from './command.ts';
import { CORE_SECTIONS } from './configuration/core-sections.ts';
import { environmentName } from './configuration/environment.ts';
import type { Host } from './host.ts';
import { joinValues } from './input/join-values.ts';
import { UsageError } from './usage-error.ts';

/** The flags that every command has. */
export interface GlobalFlags {
  readonly config?: string;
  readonly databaseUrl?: string;
  readonly json: boolean;
  readonly logLevel?: string;
  readonly verbose: boolean;
}

/** What the command line says. */
export interface ParsedLine {
  readonly command: Command;
  readonly flags: Readonly<Record<string, unknown>> & GlobalFlags;
}

/**
 * Reads the command line.
 * @returns null when it was answered already, by help, version or completion
 * @throws {UsageError} for flags and commands that do not exist, and missing ones
 */
export async function parseLine(app: App, host: Host): Promise<ParsedLine | null> {
  let parsed: ParsedLine | null = null;
  const parser = globalFlags(yargs(joinValues(host.argv), host.currentDirectory), app, host)
    .usage(`${app.summary}\n\nUsage: $0 <command> [flags]`)
    .demandCommand(1, 1, 'name a command', 'only one command at a time')
    .epilogue(
      [
        examplesHelp(app, app.commands.map((command) => command.examples.slice(0, 1)).flat()),
        environmentHelp(),
      ].join('\n\n'),
    );
  for (const command of app.commands) {
    parser.command(
      command.name,
      command.summary,
      (builder) => commandFlags(builder, app, command),
      (flags) => {
        parsed = { command, flags: flags as unknown as ParsedLine['flags'] };
      },
    );
  }
  await parser.parseAsync();
  refuseRepeated(parsed, helpOf(app, host));
  return parsed;
}

/** @throws {UsageError} for a flag that is given twice: only one of its values could count */
function refuseRepeated(line: ParsedLine | null, help: string): void {
  const [repeated] =
    Object.entries(line?.flags ?? {}).find(([, value]) => Array.isArray(value) && value.length > 1) ?? [];
  if (repeated === undefined) return;
  throw new UsageError(
    `--${repeated} is given more than once; a list has commas between, as in A,B; see ${help}`,
  );
}

function globalFlags(parser: Argv, app: App, host: Host): Argv {
  return parser
    .scriptName(app.name)
    .version(app.version)
    .help()
    .alias({ help: 'h' })
    .completion('completion', 'Print a completion script for bash or zsh')
    .option('config', { type: 'string', describe: 'Configuration file [default: nearest config/config.ini]' })
    .option('database-url', {
      type: 'string',
      describe: 'Database, instead of DATABASE_URL and [database] url',
    })
    .option('json', { type: 'boolean', default: false, describe: 'Print one JSON document' })
    .option('log-level', { type: 'string', describe: 'debug, info, warn or error' })
    .option('verbose', {
      type: 'boolean',
      default: false,
      describe: 'Log everything; errors with their stack',
    })
    .group(['config', 'database-url', 'json', 'log-level', 'verbose', 'help', 'version'], 'Everywhere:')
    .parserConfiguration({ 'strip-dashed': true })
    .strict()
    .recommendCommands()
    .wrap(Math.min(120, Math.max(80, host.stdout.columns ?? 120)))
    .exitProcess(false)
    .fail((message, error) => {
      throw (
        error ??
        new UsageError(
          `${message.replace(/[.?]?$/, (mark) => (mark === '?' ? '?' : ';'))} see ${helpOf(app, host)}`,
        )
      );
    });
}

/** What to type for the help of the command that was meant, or of all. */
function helpOf({ name, commands }: App, { argv }: Host): string {
  const command = commands.find((one) => one.name === argv[0]);
  return [name, ...(command ? [command.name] : []), '--help'].join(' ');
}

function commandFlags(builder: Argv, app: App, command: Command): Argv {
  for (const [name, describe] of Object.entries(command.positionals)) {
    builder.positional(name, { type: 'string', describe, demandOption: true });
  }
  const epilogue = `${examplesHelp(app, command.examples)}\n\nEnvironment and exit codes: ${app.name} --help`;
  return builder.options(command.options as Record<string, never>).epilogue(epilogue);
}

/** Examples as they are typed, each below what it does: unlike yargs' own they are not wrapped. */
function examplesHelp(app: App, examples: Command['examples']): string {
  return ['Examples:', ...examples.map(([line, meaning]) => `  # ${meaning}\n  ${app.name} ${line}`)].join(
    '\n',
  );
}

/** The environment's name of every key of our own sections. */
function environmentHelp(): string {
  const names = Object.entries(CORE_SECTIONS).flatMap(([section, keys]) =>
    Object.keys(keys).map((key) => `  ${environmentName(section, key).padEnd(36)}[${section}] ${key}`),
  );
  return [
    'Environment (before the configuration file, after flags):',
    '  DATABASE_URL                        [database] url',
    ...names,
    '  MARKETLOOM_<EXCHANGE>_<KEY>         [<exchange>] key, such as MARKETLOOM_BINANCE_SPOT_URL',
    '',
    'Exit codes: 0 all that was asked for is stored, 1 failed, 2 bad usage or configuration,',
    '3 partly done, 130 and 143 stopped by a signal.',
  ].join('\n');
}
