const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar of blocks that is `share` (0 to 1) of so many cells long, to an eighth; what is not nothing is one eighth at least. */
export function bar(share: number, cells: number): string {
  const least = share > 0 ? 1 : 0;
  const eighths = Math.max(least, Math.round(Math.min(1, Math.max(0, share)) * cells * 8));
  return `${'█'.repeat(Math.floor(eighths / 8))}${EIGHTHS[eighths % 8] ?? ''}`;
}
