/** Escapes in JSON that `jsonb` refuses: the null character and halves of surrogate pairs. */
const REFUSED = /\\u(?:0000|d[89a-f])/i;

/**
 * An exchange's raw row as JSON that `jsonb` takes. What jsonb cannot hold (null characters, halves of surrogate pairs)
 * becomes U+FFFD; a bigint becomes text, and what JSON has no word for becomes null.
 */
export function printRaw(raw: unknown): string {
  const json = JSON.stringify(raw, bigintAsText) ?? 'null';
  return REFUSED.test(json) ? JSON.stringify(clean(JSON.parse(json))) : json;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

function clean(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('\0', '\uFFFD').toWellFormed();
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), clean(inner)]));
}
