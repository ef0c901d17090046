import { writeZip } from '@marketloom/sandbox-exchange';
import { expect, test } from 'vitest';
import { LARGEST_CSV, unzipOnly } from './archive-zip.ts';

const CONTENT = Buffer.from('1,2,3\n'.repeat(10_000));
const zip = writeZip('BTCUSDT-1m-2024-01.csv', CONTENT);
const context = { name: 'BTCUSDT-1m-2024-01.zip', operation: 'klineArchive BTCUSDT 1m' };
const CENTRAL_HEADER = Buffer.from('PK\u0001\u0002');

/** The same file with a number of both its headers changed; the places are counted in the local header. */
function forged(original: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(original);
  copy.writeUInt32LE(value, at);
  copy.writeUInt32LE(value, copy.indexOf(CENTRAL_HEADER) + at + 2);
  return copy;
}

test('the one file in a zip file comes out whole', async () => {
  await expect(unzipOnly(zip, context)).resolves.toEqual(CONTENT);
});

test('a bomb is not decompressed', async () => {
  const bomb = writeZip('bomb.csv', Buffer.alloc(LARGEST_CSV + 1));
  expect(bomb.length).toBeLessThan(LARGEST_CSV / 500);
  await expect(unzipOnly(bomb, context)).rejects.toThrow(
    /BTCUSDT-1m-2024-01\.zip cannot be read: it holds \d+ bytes, more than the \d+ allowed/,
  );
});

test('a bomb that says to be small is given up where it grows beyond that', async () => {
  const liar = forged(writeZip('bomb.csv', Buffer.alloc(LARGEST_CSV + 1)), 22, 1000);
  await expect(unzipOnly(liar, context)).rejects.toThrow(/too many bytes/);
});

test.each([
  ['half a zip file', zip.subarray(0, zip.length / 2)],
  ['a web page', Buffer.from('<html><body>Maintenance</body></html>')],
  ['nothing', Buffer.alloc(0)],
  ['a wrong size', forged(zip, 22, CONTENT.length + 1)],
  ['a wrong checksum inside', forged(zip, 14, 1)],
  ['a zip file without a file', Buffer.concat([Buffer.from('PK\u0005\u0006'), Buffer.alloc(18)])],
])('%s is a bad response that names the file', async (_, broken) => {
  await expect(unzipOnly(broken, context)).rejects.toMatchObject({
    kind: 'badResponse',
    message: expect.stringContaining('BTCUSDT-1m-2024-01.zip cannot be read'),
  });
});
