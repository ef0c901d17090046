/**
 * The SQLSTATE of what a server refused (`23505`), or of its cause; null when no server spoke.
 * Codes: https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
export function sqlStateOf(error: unknown): string | null {
  for (let seen = 0, at = error; seen < 8 && typeof at === 'object' && at !== null; seen += 1) {
    const { code } = at as { code?: unknown };
    if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) && !systemCodes.has(code)) return code;
    at = (at as { cause?: unknown }).cause;
  }
  return null;
}

/** The operating system's codes that look like an SQLSTATE. */
const systemCodes: ReadonlySet<string> = new Set([
  'EPIPE',
  'EPERM',
  'EBUSY',
  'EBADF',
  'ESRCH',
  'EXDEV',
  'EROFS',
]);
