import type { InferredOptionTypes, Options } from 'yargs';
import type { CommandContext } from './command-context.ts';
import type { ExitCode } from './exit-code.ts';

/** A command of an app. */
export interface Command {
  /** With its positional arguments, as yargs writes them: `show <symbol>`. */
  readonly name: string;
  /** One line for the help. */
  readonly summary: string;
  /** Flags by their names, as yargs takes them. */
  readonly options: Readonly<Record<string, Options>>;
  /** Descriptions of the positional arguments in `name`. */
  readonly positionals: Readonly<Record<string, string>>;
  /** Command lines without the app's name, and what they do. */
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** Does it, and says how it went. What it throws is rendered, and decides the exit code. */
  run(context: CommandContext, flags: Readonly<Record<string, unknown>>): Promise<ExitCode>;
}

/** `check-status` as a program reads it: `checkStatus`. The parser gives flags by these names alone. */
type CamelCase<Name> = Name extends `${infer First}-${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

/** What `run` is given: the options' values by their names in camel case, and the positional arguments. */
export type FlagsOf<O extends Readonly<Record<string, Options>>, P extends string> = {
  readonly [Name in keyof InferredOptionTypes<O> as CamelCase<Name>]: InferredOptionTypes<O>[Name];
} & Readonly<Record<P, string>>;

/** A command whose flags are typed by its options. */
export interface TypedCommand<O extends Readonly<Record<string, Options>>, P extends string> {
  readonly name: string;
  readonly summary: string;
  /** Flags by their names, as yargs takes them: they type what `run` is given. */
  readonly options: O;
  /** Descriptions of the positional arguments in `name`. */
  readonly positionals?: Readonly<Record<P, string>>;
  readonly examples: readonly (readonly [line: string, meaning: string])[];
  /** As {@link Command.run}, with typed flags. */
  run(context: CommandContext, flags: FlagsOf<O, P>): Promise<ExitCode>;
}

/** Makes a command; its flags come to `run` typed. */
export function defineCommand<O extends Readonly<Record<string, Options>>, P extends string = never>(
  command: TypedCommand<O, P>,
): Command {
  return {
    ...command,
    positionals: command.positionals ?? {},
    run: (context, flags) => command.run(context, flags as FlagsOf<O, P>),
  };
}
