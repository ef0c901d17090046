import type { OrderBookDiscontinuity, ResumedOrderBook } from '@marketloom/exchange';
import { expect, expectTypeOf, it } from 'vitest';
import {
  type Failure,
  type FollowProgress,
  type FollowState,
  IngestionError,
  type IngestProgress,
  type InstrumentSelection,
  type Retirement,
  type SeriesSummary,
  type SnapshotFate,
  type StreamProgress,
} from './index.ts';

it('progress is narrowed by its type', () => {
  type Followed<Type extends FollowProgress['type']> = Extract<FollowProgress, { type: Type }>;
  expectTypeOf<Followed<'state'>>().toEqualTypeOf<FollowState>();
  expectTypeOf<Followed<'outage'>['until']>().toEqualTypeOf<number | null>();
  expectTypeOf<Followed<'retired'>['reason']>().toEqualTypeOf<Retirement>();
  expectTypeOf<Extract<IngestProgress, { type: 'ended' }>['summary']>().toEqualTypeOf<SeriesSummary>();
  type Streamed<Type extends StreamProgress['type']> = Extract<StreamProgress, { type: Type }>;
  expectTypeOf<Streamed<'broken'>['discontinuity']>().toEqualTypeOf<OrderBookDiscontinuity>();
  expectTypeOf<Streamed<'resumed'>['discontinuity']>().toEqualTypeOf<ResumedOrderBook>();
});

it('what became of a snapshot is narrowed by its kind', () => {
  const why = (fate: SnapshotFate): string => {
    // @ts-expect-error what is stored has not failed
    expect(fate.failure).not.toBe(null);
    return fate.kind === 'refused' || fate.kind === 'lost' ? fate.failure.message : fate.kind;
  };
  expect(why({ kind: 'duplicate' })).toBe('duplicate');
  expectTypeOf<Extract<SnapshotFate, { kind: 'lost' }>['failure']>().toEqualTypeOf<Failure>();
});

it('an error of ingestion tells its kind', () => {
  const error = new IngestionError('busy', 'another run has it');
  expectTypeOf(error.kind).toEqualTypeOf<
    'emptyCatalogue' | 'nothingSelected' | 'invalidRequest' | 'overBudget' | 'busy'
  >();
  // @ts-expect-error there is no such kind
  expect(error.kind === 'locked').toBe(false);
  expect(error.kind).toBe('busy');
});

it('a selection says one thing', () => {
  const selections: InstrumentSelection[] = [
    { symbols: ['BTC-USDT-SPOT'] },
    { filter: { quote: 'USDT', type: 'SPOT' } },
    { all: true },
    // @ts-expect-error all is all
    { all: false },
    // @ts-expect-error no such type
    { filter: { type: 'SWAP' } },
  ];
  expect(selections).toHaveLength(5);
});
