import { type Clock, systemClock } from '@marketloom/exchange';
import { expect, test } from 'vitest';
import { type MeasuredTime, ServerClock } from './server-clock.ts';

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
