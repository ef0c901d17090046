const MASK = '***';

/** A text without the passwords in the addresses it holds: `postgres://user:***@host`, `?password=***`. */
export function maskSecrets(text: string): string {
  return text
    .replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@?#]*:)[^\s]*@(?=[^\s@]*(?:\s|$))/gi, `$1${MASK}@`)
    .replace(
      /\b(password|pgpassword|secret|token|api[-_]?key)(["']?\s*[=:]\s*["']?)[^\s"'&;,]+/gi,
      `$1$2${MASK}`,
    );
}
