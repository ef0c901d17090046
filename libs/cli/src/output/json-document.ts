/**
 * One JSON document, indented. Decimals, symbols and big integers become text, so that no digit is lost; dates ISO 8601.
 */
export function renderJson(document: unknown): string {
  return JSON.stringify(
    document,
    (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value),
    2,
  );
}
