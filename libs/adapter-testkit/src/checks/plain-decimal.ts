/** A decimal as `Big.toFixed` prints it: without zeros at the end. */
export function plain(text: string): string {
  return text.includes('.') ? text.replace(/0+$/, '').replace(/\.$/, '') : text;
}
