export type { App } from './app.ts';
export { appVersion } from './app-version.ts';
export { type Command, defineCommand, type FlagsOf, type TypedCommand } from './command.ts';
export type { CommandContext } from './command-context.ts';
export {
  Configuration,
  type ConfiguredExchange,
  type CoreValues,
  type LoadConfigurationOptions,
} from './configuration/configuration.ts';
export { CORE_SECTIONS, type CoreKey, type CoreSection } from './configuration/core-sections.ts';
export type { ResolvedSection } from './configuration/resolve-section.ts';
export { environmentName } from './configuration/environment.ts';
export { EXIT_CODES, type ExitCode } from './exit-code.ts';
export { type Host, processHost, type TextStream } from './host.ts';
export { exchangeOption, refuseSeveralExchanges } from './input/one-exchange.ts';
export { parseCount, parseDuration, parseIntervals, parseList } from './input/parse-list.ts';
export { readSelection, type SelectionFlags, selectionOptions } from './input/read-selection.ts';
export { parseTime } from './input/parse-time.ts';
export { maskSecrets } from './mask-secrets.ts';
export { formatCount, formatElapsed, formatMany, formatTime } from './output/format.ts';
export type { Output, TextFormat } from './output/output.ts';
export { renderFailure } from './output/render-error.ts';
export type { Column } from './output/table.ts';
export { createProgress, type ProgressDisplay } from './progress/progress.ts';
export { showStatus, type StatusDisplay } from './progress/status-line.ts';
export { main, runApp } from './run-app.ts';
export { UsageError } from './usage-error.ts';
