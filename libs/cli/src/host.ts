/** A stream that takes text, and may be a terminal. */
export interface TextStream {
  readonly isTTY?: boolean | undefined;
  /** Its width in characters, where it is a terminal. */
  readonly columns?: number | undefined;
  /** Writes text as it is. False when the stream would rather have a pause. */
  write(text: string): boolean;
  /** Hands what is written to another writer, who draws on the same terminal, until the function returned is called. */
  lend?(writer: (text: string) => void): () => void;
}

/** What an app has of the process that it runs in. Tests hand in their own. */
export interface Host {
  /** Without the runtime and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly currentDirectory: string;
  readonly stdout: TextStream;
  readonly stderr: TextStream;
  /** Calls back at each signal, until the function returned is called. */
  onSignal(listener: (signal: 'SIGINT' | 'SIGTERM') => void): () => void;
  /** Ends the process at once. */
  exit(code: number): void;
}

/** A stream that can be lent to one who draws on the same terminal. */
function lendable(stream: NodeJS.WriteStream): TextStream {
  let borrower: ((text: string) => void) | null = null;
  return {
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    write: (text) => {
      if (borrower === null) return stream.write(text);
      borrower(text);
      return true;
    },
    lend: (writer) => {
      borrower = writer;
      return () => {
        borrower = null;
      };
    },
  };
}

/** The process itself. A reader of its output that goes away (`| head`) is no error. */
export function processHost(): Host {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
  return {
    argv: process.argv.slice(2),
    env: process.env,
    currentDirectory: process.cwd(),
    stdout: process.stdout,
    stderr: lendable(process.stderr),
    onSignal(listener) {
      process.on('SIGINT', listener);
      process.on('SIGTERM', listener);
      return () => {
        process.off('SIGINT', listener);
        process.off('SIGTERM', listener);
      };
    },
    exit: (code) => process.exit(code),
  };
}
