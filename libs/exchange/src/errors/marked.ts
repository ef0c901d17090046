/** Whether a value carries a marker: the mark of one of our error classes, whichever copy of the package made it. */
export function isMarked(value: unknown, marker: symbol): boolean {
  return (
    typeof value === 'object' && value !== null && (value as Record<PropertyKey, unknown>)[marker] === true
  );
}
