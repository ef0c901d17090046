/** Into how many pieces a time is cut. */
const PIECES = 20;

/**
 * Calls back once a process has been awake for so long: with time in which its event loop was held up, or the machine
 * asleep, counting for next to nothing. What came meanwhile lies unread then, and whoever waits for it must not conclude
 * that nothing did.
 * @returns calls it off
 */
export function afterAwake(delayMs: number, done: () => void): () => void {
  let timer: NodeJS.Timeout;
  let pieces = 0;
  const pass = (): void => {
    timer = setTimeout(pieces === PIECES ? done : pass, delayMs / PIECES);
    pieces += 1;
  };
  pass();
  return () => clearTimeout(timer);
}
