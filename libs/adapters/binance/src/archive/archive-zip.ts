import { crc32 } from 'node:zlib';
import { BadResponseError } from '@marketloom/exchange';
import { fromBufferPromise, type ZipFile } from 'yauzl';

/** Several times the largest file that is read: a day of seconds, 86,400 rows of some 140 bytes. */
export const LARGEST_CSV: number = 48 * 1024 * 1024;

/**
 * The one file inside a zip file, decompressed off this thread. It is never larger than {@link LARGEST_CSV}: what says
 * to be is not decompressed, and what turns out longer than it says is given up.
 * @throws {BadResponseError} naming `name`, when it is no zip file, broken, too large, or holds another number of files
 */
export async function unzipOnly(
  zip: Uint8Array,
  { name, operation }: { readonly name: string; readonly operation: string },
): Promise<Buffer> {
  try {
    const { buffer, byteOffset, byteLength } = zip;
    const opened = await fromBufferPromise(Buffer.from(buffer, byteOffset, byteLength), {
      lazyEntries: true,
    });
    return await readOnly(opened);
  } catch (cause) {
    throw new BadResponseError(`the archive's file ${name} cannot be read: ${(cause as Error).message}`, {
      exchange: 'binance',
      operation,
      path: '$',
      sample: Buffer.from(zip.subarray(0, 50)).toString('hex'),
      cause,
    });
  }
}

async function readOnly(zip: ZipFile): Promise<Buffer> {
  if (zip.entryCount !== 1) throw new Error(`it holds ${zip.entryCount} files, where one was expected`);
  for await (const entry of zip.eachEntry()) {
    const size = entry.uncompressedSize;
    if (size > LARGEST_CSV) throw new Error(`it holds ${size} bytes, more than the ${LARGEST_CSV} allowed`);
    const content = Buffer.allocUnsafe(size);
    let length = 0;
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      length += (chunk as Buffer).copy(content, length);
    }
    if (crc32(content) !== entry.crc32) throw new Error('its content does not match its CRC-32');
    return content;
  }
  throw new Error('it holds no file');
}
