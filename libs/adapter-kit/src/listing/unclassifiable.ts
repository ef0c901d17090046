/** A row of a listing that cannot be classified; the message is the reason, in words for a person. */
export class Unclassifiable extends Error {
  override readonly name = 'Unclassifiable';
}
