/** Upper-cases ASCII letters; other scripts pass as they are. */
export function normaliseAssetName(text: string): string {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/** What is wrong with an asset's name, in words; null when nothing is. */
export function assetNameFault(text: string): string | null {
  if (text === '') return 'it is empty';
  if (/\s/u.test(text)) return 'it contains whitespace';
  if (text.includes(':')) return 'it contains a colon';
  if (/\p{Cc}/u.test(text)) return 'it contains a control character';
  if (!text.isWellFormed()) return 'it is not well-formed Unicode';
  return null;
}
