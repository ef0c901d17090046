/** Whether a URL's host name is this machine itself: `localhost`, `127.x.y.z`, `[::1]`. */
export function isLoopbackHost(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127(?:\.\d+){3}$/.test(hostname)
  );
}

/**
 * What is wrong with an address to which paths are appended, in words; null when nothing is: https (or wss, for
 * sockets), or http (ws) on loopback, without user name, password, query and fragment. Never repeats the address, which
 * could hold a password.
 */
export function addressFault(text: string, plain: 'http' | 'ws' = 'http'): string | null {
  const secure = `${plain}s`;
  const url = URL.parse(text);
  if (url === null) return `it is not an address such as ${secure}://api.example.com`;
  if (url.username !== '' || url.password !== '') return 'it holds a user name or password';
  if (url.search !== '' || url.hash !== '') return 'it has a query or a fragment; paths are appended to it';
  if (url.protocol === `${secure}:` || (url.protocol === `${plain}:` && isLoopbackHost(url.hostname)))
    return null;
  return `it is not ${secure}; ${plain} is for loopback only`;
}
