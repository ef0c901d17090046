import { crc32, deflateRawSync } from 'node:zlib';

const LOCAL_HEADER = 0x04034b50;
const CENTRAL_HEADER = 0x02014b50;
const END_OF_CENTRAL = 0x06054b50;
const VERSION = 20;
const DEFLATED = 8;
/** 1 January 1980, the first day there is: a file is the same whenever it is made. */
const DATE = 0x21;

/**
 * A zip file with one entry.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function writeZip(name: string, content: Buffer): Buffer {
  const fileName = Buffer.from(name);
  const packed = deflateRawSync(content);
  // What both headers say: version, flags (names are UTF-8), method, time, date, checksum, sizes, length of the name.
  const common = Buffer.alloc(26);
  common.writeUInt16LE(VERSION, 0);
  common.writeUInt16LE(0x0800, 2);
  common.writeUInt16LE(DEFLATED, 4);
  common.writeUInt16LE(DATE, 8);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(fileName.length, 22);
  const local = Buffer.concat([signature(LOCAL_HEADER), common, fileName, packed]);
  const version = Buffer.from([VERSION, 0]);
  // Comment, disk, attributes and the place of the local header: nothing and zeros.
  const central = Buffer.concat([signature(CENTRAL_HEADER), version, common, Buffer.alloc(14), fileName]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, signature(END_OF_CENTRAL), end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
