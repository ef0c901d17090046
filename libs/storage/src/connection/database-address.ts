import { InvalidDatabaseAddressError } from '../errors/invalid-database-address-error.ts';

const example =
  'write it as postgres://user:password@host:5432/database, with what is not a letter or digit percent-encoded';

/** Where a database is. The password stays inside: printing or inspecting this shows none. */
export class DatabaseAddress {
  /** Without the password, for messages: `marketloom@localhost:5432/marketloom`. */
  readonly location: string;
  readonly #url: string;

  private constructor(url: string, location: string) {
    this.#url = url;
    this.location = location;
  }

  /**
   * @param url `postgres://user:password@host:port/database?parameter=value`; `user`, `password`, `host` and `port` may
   *   be parameters too
   * @throws {InvalidDatabaseAddressError} whose message does not repeat the address
   */
  static parse(url: string): DatabaseAddress {
    const invalid = (reason: string): InvalidDatabaseAddressError =>
      new InvalidDatabaseAddressError(`${reason}; ${example}`, { operation: "read the database's address" });
    if (!/^postgres(?:ql)?:\/\//i.test(url)) throw invalid('it does not begin with postgres://');
    const parsed = URL.parse(url);
    if (parsed === null) throw invalid('it is not a valid URL');
    // An unencoded / ? or # in a password ends the host part early, and what follows would be shown as the database.
    if (
      `${parsed.pathname}${parsed.hash}`.includes('@') ||
      (parsed.search.includes('@') && parsed.username === '')
    ) {
      throw invalid('there is an @ after the host');
    }
    try {
      return new DatabaseAddress(url, printLocation(parsed));
    } catch (error) {
      if (error instanceof URIError) throw invalid('a % is not followed by two hexadecimal digits');
      throw error;
    }
  }

  /** The location. */
  toString(): string {
    return this.location;
  }

  /** With the password: for the driver alone. */
  connectionString(): string {
    return this.#url;
  }
}

function printLocation(url: URL): string {
  const parameter = (name: string): string => url.searchParams.get(name) ?? '';
  const user = parameter('user') || decodeURIComponent(url.username);
  decodeURIComponent(url.password);
  const host = parameter('host') || decodeURIComponent(url.hostname) || 'localhost';
  const port = parameter('port') || url.port || '5432';
  const database = decodeURIComponent(url.pathname.slice(1)) || user;
  return `${user === '' ? '' : `${user}@`}${host}:${port}${database === '' ? '' : `/${database}`}`;
}
