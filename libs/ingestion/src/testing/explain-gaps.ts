import type { SandboxExchange } from '@marketloom/sandbox-exchange';
import type { CatalogueEntry, StoredDiscontinuity } from '@marketloom/storage';

type InjectedFault = SandboxExchange['streams']['injected'][number];

/** Of an instrument: the faults of its streams that no recorded gap accounts for. Nothing, when every gap is recorded. */
export function unrecordedFaults(
  sandbox: SandboxExchange,
  entry: CatalogueEntry,
  gaps: readonly StoredDiscontinuity[],
): string[] {
  return sandbox.streams.injected
    .filter((fault) => breaks(fault, entry))
    .flatMap((fault) => {
      const [from, until] = lostIds(sandbox, fault, entry);
      const isRecorded = gaps.some(
        ({ lastUpdateId, resumedUpdateId }) =>
          Number(lastUpdateId) <= until && (resumedUpdateId === null || Number(resumedUpdateId) >= from),
      );
      return isRecorded ? [] : [`${fault.kind} at ${fault.at}: ${from} to ${until}`];
    });
}

/** Whether a fault leaves a consumer of the instrument's stream without an update, or with one too many. */
function breaks({ kind, market, streams }: InjectedFault, entry: CatalogueEntry): boolean {
  if (market !== entry.market) return false;
  if (!streams.some((name) => name.startsWith(`${entry.exchangeSymbol.toLowerCase()}@`))) return false;
  if (kind === 'stream-repeated') return market !== 'spot';
  return kind.startsWith('stream-') && kind !== 'stream-refused';
}

/** The book's newest update id before it is broken at most, and what it must have come to at least when it is whole again. */
function lostIds(
  sandbox: SandboxExchange,
  { kind, market, symbol, at, firstUpdateId, finalUpdateId }: InjectedFault,
  entry: CatalogueEntry,
): readonly [number, number] {
  if (symbol === entry.exchangeSymbol && finalUpdateId !== null) {
    return [finalUpdateId, kind === 'stream-repeated' ? finalUpdateId : (firstUpdateId ?? finalUpdateId) - 1];
  }
  // The others of the connection: the update of that moment may have been sent before.
  const { lastUpdateId } = sandbox.book(market, entry.exchangeSymbol, { time: at }, 1);
  return [lastUpdateId, lastUpdateId];
}
