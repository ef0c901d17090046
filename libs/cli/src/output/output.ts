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
  /** How many cells a line of the result has; undefined where it does not go to a terminal. */
  readonly width: number | undefined;
  /** A text in other letters or colours, where the result goes to a terminal that has them. */
  paint(format: TextFormat, text: string): string;
  /** A line for a person who waits, on stderr, and only on a terminal. */
  notice(text: string): void;
}

/** How texts of a result can be set off. */
export type TextFormat = 'bold' | 'dim' | 'red' | 'green';

/** The output of a command. */
export function createOutput(host: Host, json: boolean): Output {
  const isTerminal = host.stdout.isTTY === true && !host.env['NO_COLOR'];
  const paint = (format: TextFormat, text: string): string =>
    isTerminal ? styleText(format, text, { validateStream: false }) : text;
  const emphasise = (text: string): string => paint('bold', text);
  const width = host.stdout.isTTY === true ? host.stdout.columns : undefined;
  return {
    json,
    result: (document, text) => {
      host.stdout.write(`${json ? renderJson(document) : text()}\n`);
    },
    width,
    paint,
    table: (columns, rows) => renderTable(columns, rows, { width, emphasise }),
    notice: (text) => {
      if (host.stderr.isTTY === true) host.stderr.write(`${text}\n`);
    },
  };
}
