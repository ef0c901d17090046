import type { Logger } from '@marketloom/exchange';
import { type ILogObj, Logger as TsLogger, type TLogLevelName } from 'tslog';
import type { CoreValues } from './configuration/configuration.ts';
import type { Host } from './host.ts';
import { maskSecrets } from './mask-secrets.ts';

/** A logger on stderr: pretty lines on a terminal, one JSON object a line elsewhere. Passwords are masked. */
export function createLogger(host: Host, settings: CoreValues<'logging'>, verbose: boolean): Logger {
  const pretty = settings.format === 'pretty' || (settings.format === 'auto' && host.stderr.isTTY === true);
  const logger = new TsLogger<ILogObj>({
    type: 'hidden',
    minLevel: verbose ? 'DEBUG' : (settings.level.toUpperCase() as TLogLevelName),
    stack: { capture: 'off' },
  });
  logger.attachTransport({
    format: pretty ? 'pretty' : 'json',
    write: (_record: unknown, line: string) => {
      host.stderr.write(`${maskSecrets(pretty ? line : withoutMeta(line)).trimEnd()}\n`);
    },
  });
  return logger;
}

/** A JSON line without what is the same in each: runtime, host name, numbers of levels. */
function withoutMeta(line: string): string {
  const { _logMeta: _, levelId: __, ...record } = JSON.parse(line) as Record<string, unknown>;
  return JSON.stringify(record);
}
