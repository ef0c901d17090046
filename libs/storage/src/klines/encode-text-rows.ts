import { checkCount, type EncodeRows } from './row-encoding.ts';

/** Rows whose decimals are strings. */
export const encodeTextRows: EncodeRows = (writer, { klines, columns, rowStart, chunkBytes }, place) => {
  const { openTimes, tradeCounts } = klines;
  const texts = columns.decimals.map((name) => klines.columns[name] ?? []);
  for (; place.row < klines.length && writer.length < chunkBytes; place.row += 1) {
    const { row } = place;
    writer.writeBytes(rowStart);
    writer.writeTimestamp(openTimes[row] as number);
    for (place.column = 0; place.column < texts.length; place.column += 1)
      writer.writeNumeric(texts[place.column]?.[row] as string);
    if (columns.hasTradeCount) writer.writeBigint(checkCount(tradeCounts[row] as number));
  }
};
