import { silentLogger } from '@marketloom/exchange';
import { createTestDatabase } from '@marketloom/testing';
import { DatabaseAddress } from '../connection/database-address.ts';
import { PgConnection } from '../connection/pg-connection.ts';
import { withSession } from '../connection/transaction.ts';
import { migrate } from '../migrations/migrate.ts';

/** A migrated database for one test file. */
export interface StoreFixture {
  readonly connection: PgConnection;
  /** Another pool on the same database, as another process would have one. */
  another(): PgConnection;
  drop(): Promise<void>;
}

/** Makes one on the tests' server. */
export async function createStoreFixture(): Promise<StoreFixture> {
  const database = await createTestDatabase();
  const address = DatabaseAddress.parse(database.url);
  const connections: PgConnection[] = [];
  const another = (): PgConnection => {
    const connection = new PgConnection({ address });
    connections.push(connection);
    return connection;
  };
  const connection = another();
  await withSession(connection, (session) =>
    migrate(session, { location: connection.location, logger: silentLogger }),
  );
  return {
    connection,
    another,
    drop: async () => {
      await Promise.all(connections.map((open) => open.close()));
      await database.drop();
    },
  };
}
