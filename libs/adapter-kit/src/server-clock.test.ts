import { type Clock, systemClock } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { type MeasuredTime, measuredTime, ServerClock } from './server-clock.ts';

const SERVER = Date.UTC(2024, 0, 1);

const clock: Clock = { now: () => 1200, sleep: (delayMs, signal) => systemClock.sleep(delayMs, signal) };

const measured: MeasuredTime = { serverTime: SERVER, offsetMs: 0, roundTripMs: 0, receivedAt: 1200 };

/** A clock whose questions are answered by hand. */
function askedClock() {
  const questions: (PromiseWithResolvers<MeasuredTime> & { signal: AbortSignal | undefined })[] = [];
  const serverClock = new ServerClock(({ signal }) => {
    const question = { ...Promise.withResolvers<MeasuredTime>(), signal };
    signal?.addEventListener('abort', () => question.reject(signal.reason));
    questions.push(question);
    return question.promise;
  }, clock);
  return { serverClock, questions };
}

/** A clock whose questions are answered at once; `times` are what ours shows, and how long it has run. */
function answeredClock(times: { now: number; passed: number }) {
  let asked = 0;
  const ours: Clock = { now: () => times.now, monotonic: () => times.passed, sleep: () => Promise.resolve() };
  const serverClock = new ServerClock(async () => {
    asked += 1;
    return measured;
  }, ours);
  return { serverClock, asked: () => asked };
}

test('the offset is by the middle of the round trip', () => {
  expect(measuredTime(SERVER, { sentAt: 1000, receivedAt: 1200 })).toEqual({
    serverTime: SERVER,
    offsetMs: SERVER - 1100,
    roundTripMs: 200,
    receivedAt: 1200,
  });
});

test('the time is measured once, and again when that is long ago', async () => {
  const times = { now: 1200, passed: 70 };
  const { serverClock, asked } = answeredClock(times);
  expect(await serverClock.now()).toBe(SERVER);
  Object.assign(times, { now: 1200 + 600_000, passed: 70 + 600_000 });
  expect(await serverClock.now()).toBe(SERVER + 600_000);
  expect(asked()).toBe(1);
  Object.assign(times, { now: 1200 + 600_001, passed: 70 + 600_001 });
  await serverClock.now();
  expect(asked()).toBe(2);
});

test('without a clock that nobody sets, ours is asked, and set back it is measured again', async () => {
  let [now, asked] = [1200, 0];
  const serverClock = new ServerClock(
    async () => {
      asked += 1;
      return measured;
    },
    { now: () => now, sleep: () => Promise.resolve() },
  );
  await serverClock.now();
  now += 600_000;
  expect(await serverClock.now()).toBe(SERVER + 600_000);
  expect(asked).toBe(1);
  now = 1199;
  expect(await serverClock.now()).toBe(SERVER);
  expect(asked).toBe(2);
});

test.each([5 * 60_000, 1_001, -2_000])(
  'our clock being set by %i ms moves the exchange no time: it is measured again',
  async (set) => {
    const times = { now: 1200, passed: 70 };
    const { serverClock, asked } = answeredClock(times);
    await serverClock.now();
    Object.assign(times, { now: 6200, passed: 5070 });
    expect(await serverClock.now()).toBe(SERVER + 5000);
    expect(asked()).toBe(1);
    times.now += set;
    expect(await serverClock.now()).toBe(SERVER);
    expect(asked()).toBe(2);
  },
);

test('a clock that runs on while ours is corrected by little is believed, by the time that passed', async () => {
  const times = { now: 1200, passed: 70.9 };
  const { serverClock, asked } = answeredClock(times);
  await serverClock.now();
  times.now += 900;
  expect(await serverClock.now()).toBe(SERVER);
  expect(asked()).toBe(1);
});

test('who asks while the time is being measured waits for that', async () => {
  const { serverClock, questions } = askedClock();
  const first = serverClock.now();
  const others = Array.from({ length: 9 }, () => serverClock.now({ signal: new AbortController().signal }));
  questions[0]?.resolve(measured);
  expect(new Set(await Promise.all([first, ...others]))).toEqual(new Set([SERVER]));
  expect(await serverClock.now()).toBe(SERVER);
  expect(questions).toHaveLength(1);
});

test.each([
  ['who asked first', 0],
  ['who asked later', 1],
])('%s may give up: the other gets the time', async (_, index) => {
  const { serverClock, questions } = askedClock();
  const stops = [new AbortController(), new AbortController()] as const;
  const [first, second] = stops.map(({ signal }) => serverClock.now({ signal }));
  const [leaving, staying] = index === 0 ? [first, second] : [second, first];
  stops[index]?.abort(new Error('enough'));
  await expect(leaving).rejects.toThrow('enough');
  expect(questions[0]?.signal?.aborted).toBe(false);
  questions[0]?.resolve(measured);
  expect(await staying).toBe(SERVER);
  expect(questions).toHaveLength(1);
});

test('when all have given up, so is the request, and the next one asks anew', async () => {
  const { serverClock, questions } = askedClock();
  const stop = new AbortController();
  const waiting = [serverClock.now({ signal: stop.signal }), serverClock.now({ signal: stop.signal })];
  const next = Promise.allSettled(waiting).then(() => serverClock.now());
  stop.abort(new Error('enough'));
  for (const one of waiting) await expect(one).rejects.toThrow('enough');
  expect(questions[0]?.signal?.aborted).toBe(true);
  await expect.poll(() => questions.length).toBe(2);
  questions[1]?.resolve(measured);
  expect(await next).toBe(SERVER);
});

test('who has given up before asks nothing', async () => {
  const { serverClock, questions } = askedClock();
  await expect(serverClock.now({ signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  expect(questions).toHaveLength(0);
});

test('a failure is told to all who waited and not remembered', async () => {
  const { serverClock, questions } = askedClock();
  const again = (): Promise<number> => serverClock.now().catch(() => serverClock.now());
  const waiting = [again(), again(), again()];
  questions[0]?.reject(new Error('no answer'));
  await expect.poll(() => questions.length).toBe(2);
  questions[1]?.resolve(measured);
  expect(await Promise.all(waiting)).toEqual([SERVER, SERVER, SERVER]);
  expect(questions).toHaveLength(2);
});
