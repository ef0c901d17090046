import { styleText } from 'node:util';
import type { Host } from '../host.ts';
import { renderJson } from './json-document.ts';
import { type Column, renderTable } from './table.ts';

/** Where results go: stdout, as text for people or as one JSON document. */
export interface Output {
  /** Whether `--json` was asked for. */
  readonly json: boolean;
  /** Writes the result: `document` as JSON, or what `text` makes for people. */
  result(document: unknown, text: () => string): void;
  /** A table, cut to the terminal's width, with the head set off where the terminal can. */
  table(columns: readonly Column[], rows: readonly (readonly string[])[]): string;
  /** A line for a person who waits, on stderr, and only on a terminal. */
  notice(text: string): void;
}

/** The output of a command. */
export function createOutput(host: Host, json: boolean): Output {
  const isTerminal = host.stdout.isTTY === true && !host.env['NO_COLOR'];
  const emphasise = (text: string): string =>
    isTerminal ? styleText('bold', text, { validateStream: false }) : text;
  const width = host.stdout.isTTY === true ? host.stdout.columns : undefined;
  return {
    json,
    result: (document, text) => {
      host.stdout.write(`${json ? renderJson(document) : text()}\n`);
    },
    table: (columns, rows) => renderTable(columns, rows, { width, emphasise }),
    notice: (text) => {
      if (host.stderr.isTTY === true) host.stderr.write(`${text}\n`);
    },
  };
}
