import { systemClock } from '@marketloom/exchange';
import type { App } from './app.ts';
import { type GlobalFlags, parseLine, type ParsedLine } from './build-parser.ts';
import type { CommandContext } from './command-context.ts';
import { Configuration } from './configuration/configuration.ts';
import { configCommand } from './config-command.ts';
import { EXIT_CODES } from './exit-code.ts';
import { type Host, processHost } from './host.ts';
import { createLogger } from './logging.ts';
import { createResources } from './open-resources.ts';
import { createOutput } from './output/output.ts';
import { exitCodeOf, renderError } from './output/render-error.ts';
import { type SignalWatch, watchSignals } from './signals.ts';

/** Runs an app in its process, and sets the exit code. */
export async function main(app: App): Promise<void> {
  process.exitCode = await runApp(app, processHost());
}

/** Runs an app and gives its exit code. Errors are rendered on stderr; nothing is thrown. */
export async function runApp(app: App, host: Host): Promise<number> {
  const verbose = host.argv.includes('--verbose');
  const watch = watchSignals(host);
  try {
    const line = await parseLine({ ...app, commands: [...app.commands, configCommand] }, host);
    if (line === null) return EXIT_CODES.complete;
    const code = await runCommand(app, host, line, watch);
    return watch.exitCode() ?? code;
  } catch (error) {
    const stopped = watch.exitCode();
    if (stopped !== null && error === watch.signal.reason) return stopped;
    host.stderr.write(`${renderError(error, verbose)}\n`);
    return stopped ?? exitCodeOf(error);
  } finally {
    watch.stop();
  }
}

async function runCommand(
  app: App,
  host: Host,
  { command, flags }: ParsedLine,
  watch: SignalWatch,
): Promise<number> {
  const configuration = await Configuration.load({
    named: flags.config ?? host.env['MARKETLOOM_CONFIG'],
    flags: sectionFlags(flags),
    env: host.env,
    currentDirectory: host.currentDirectory,
    importModule: (specifier) => app.importModule(specifier),
  });
  const logger = createLogger(host, configuration.core('logging'), flags.verbose);
  const output = createOutput(host, flags.json);
  const resources = createResources(app.name, configuration, output, logger);
  const context: CommandContext = {
    appName: app.name,
    host,
    configuration,
    output,
    logger,
    clock: systemClock,
    signal: watch.signal,
    openDatabase: resources.openDatabase,
    openExchange: resources.openExchange,
  };
  try {
    return await command.run(context, flags);
  } finally {
    await resources.close();
  }
}

/** Global flags that stand for keys of the configuration. */
function sectionFlags(flags: GlobalFlags): Record<string, Record<string, string | undefined>> {
  return { database: { url: flags.databaseUrl }, logging: { level: flags.logLevel } };
}
