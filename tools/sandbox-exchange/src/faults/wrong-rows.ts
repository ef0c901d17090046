import { openTimeAfter, openTimeAt } from '../intervals.ts';
import type { RowFault } from './fault.ts';

type Row = (string | number)[];

const HIGH = 2;
const LOW = 3;
const VOLUME = 5;
const CLOSE_TIME = 6;

/** Spoils the rows of a klines body. One without rows stays as it is, save for a fault that needs none. */
export function spoilRows(body: Buffer, kind: RowFault, interval: string, now: number): Buffer {
  if (kind === 'rows-number-instead-of-array') return Buffer.from('5');
  const rows = JSON.parse(body.toString()) as Row[];
  const middle = rows[Math.floor(rows.length / 2)];
  const last = rows.at(-1);
  if (!middle || !last) return body;
  switch (kind) {
    case 'rows-nan':
      middle[4] = 'NaN';
      break;
    case 'rows-negative-volume':
      middle[VOLUME] = `-${middle[VOLUME]}`;
      break;
    case 'rows-high-below-low':
      middle[HIGH] = halved(middle[LOW] as string);
      break;
    case 'rows-misaligned':
      move(middle, (middle[0] as number) + 500, (middle[CLOSE_TIME] as number) + 500);
      break;
    case 'rows-duplicate':
      rows.splice(rows.indexOf(middle), 0, middle);
      break;
    case 'rows-shuffled':
      rows.reverse();
      break;
    case 'rows-missing-last':
      rows.pop();
      break;
    case 'rows-outside-window':
      rows.unshift(
        placed(rows[0] as Row, openTimeAfter((rows[0] as Row)[0] as number, interval, -1), interval),
      );
      break;
    case 'rows-extra-unfinished':
      rows.push(placed(last, openTimeAt(now, interval), interval));
      break;
  }
  return Buffer.from(JSON.stringify(rows));
}

function placed(row: Row, openTime: number, interval: string): Row {
  const copy = [...row];
  move(copy, openTime, openTimeAfter(openTime, interval) - 1);
  return copy;
}

function move(row: Row, openTime: number, closeTime: number): void {
  row[0] = openTime;
  row[CLOSE_TIME] = closeTime;
}

/** Half of a decimal, written with as many decimals: certainly below it. */
function halved(decimal: string): string {
  return (Number(decimal) / 2).toFixed(decimal.split('.')[1]?.length ?? 0);
}
