/** What ended a connection on our side: the server says nothing on it, and will not. The cause of a typed error. */
export class SilentServerError extends Error {
  override readonly name = 'SilentServerError';
}
