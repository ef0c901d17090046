import { DecimalSum } from '@marketloom/adapter-kit';
import { compareDecimalText, LevelPacker, type PackedLevels } from '@marketloom/exchange';
import type { JsonReader } from '@marketloom/transport';

/** One side of a book that comes order by order, best first, as its first `most` levels: orders of one price are one. */
export function readOrders(side: JsonReader, most: number): PackedLevels {
  const packer = new LevelPacker(Math.min(side.items().length, most));
  let levels = 0;
  let price: string | null = null;
  let size = new DecimalSum();
  for (const order of side.items()) {
    const orderPrice = order.item(0).decimal();
    if (price === null || compareDecimalText(orderPrice, price) !== 0) {
      if (price !== null) packer.add(price, size.toString());
      if (levels === most) return packer.finish();
      levels += 1;
      price = orderPrice;
      size = new DecimalSum();
    }
    const orderSize = order.item(1);
    if (/e/i.test(orderSize.decimal())) orderSize.fail('is not a plain decimal');
    size.add(orderSize.decimal());
  }
  if (price !== null) packer.add(price, size.toString());
  return packer.finish();
}
