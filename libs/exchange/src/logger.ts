/** What the libraries need of a logger; tslog's `Logger` and `console` both fit. */
export interface Logger {
  /** What only helps to find a fault. */
  debug(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** What goes as it should and is worth knowing. */
  info(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** What is not as it should be, and is coped with. */
  warn(message: string, details?: Readonly<Record<string, unknown>>): void;
  /** What failed. */
  error(message: string, details?: Readonly<Record<string, unknown>>): void;
}

/** Says nothing: the default wherever no logger is handed in. */
export const silentLogger: Logger = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
