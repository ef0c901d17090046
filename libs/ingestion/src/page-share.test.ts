import { expect, test } from 'vitest';
import { PageShare } from './page-share.ts';

test('pages are shared by those that are at work, and what one leaves goes to the others', () => {
  const pages = new PageShare(8);
  using first = pages.join();
  expect(first.most).toBe(8);
  {
    using second = pages.join();
    using third = pages.join();
    expect([first.most, second.most, third.most]).toEqual([3, 3, 3]);
  }
  expect(first.most).toBe(8);
  using stack = new DisposableStack();
  for (let more = 0; more < 20; more += 1) stack.use(pages.join());
  expect(first.most).toBe(1);
});
