/**
 * How long a `Retry-After` header asks to wait, in ms from `now`: whole or broken seconds, or an HTTP date
 * (https://www.rfc-editor.org/rfc/rfc9110#field.retry-after). Null when there is none that can be read, and for a wait of
 * nothing, which says as little.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? '';
  if (/^\d+(?:\.\d+)?$/.test(text)) return positive(Math.ceil(Number(text) * 1000));
  if (!text.endsWith('GMT')) return null;
  return positive(Date.parse(text) - now);
}

function positive(wait: number): number | null {
  return wait > 0 && Number.isFinite(wait) ? wait : null;
}
