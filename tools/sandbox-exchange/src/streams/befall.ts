import type { DepthUpdate } from '../books/depth-update.ts';
import type { Fault } from '../faults/fault.ts';
import type { StreamConnection } from './stream-connection.ts';
import type { StreamLog } from './stream-log.ts';
import type { StreamName } from './stream-name.ts';

/** An event on its way. */
export interface EventDelivery {
  readonly connection: StreamConnection;
  readonly stream: StreamName;
  readonly update: DepthUpdate;
  /** Epoch ms. */
  readonly at: number;
}

const SILENT_MS = 30_000;
const GOING_AWAY = 1001;

/** Delivers an event the way a fault has it, and notes that. */
export function befall(log: StreamLog, delivery: EventDelivery, fault: Fault): void {
  const { connection, stream, update, at } = delivery;
  const { name, symbol } = stream;
  const { kind } = fault;
  const whole = kind === 'stream-closed' || kind === 'stream-cut' || kind === 'stream-silent';
  log.inject({
    kind,
    market: connection.market,
    symbol,
    connection: connection.record.number,
    streams: whole ? connection.list() : [name],
    at,
    firstUpdateId: update.firstUpdateId,
    finalUpdateId: update.finalUpdateId,
  });
  switch (kind) {
    case 'stream-repeated':
      connection.send(name, update.payload);
      connection.send(name, update.payload);
      return;
    case 'stream-swapped':
      connection.hold(name, update.payload);
      return;
    case 'stream-malformed':
      connection.send(name, update.payload, 0.5);
      return;
    case 'stream-closed':
      connection.close(fault.status ?? GOING_AWAY, '');
      return;
    case 'stream-cut':
      connection.cut();
      return;
    case 'stream-silent':
      connection.silence(at + (fault.forMs ?? SILENT_MS));
      return;
    default:
    // A dropped event is not sent.
  }
}
