import { describe, expect, it } from 'vitest';
import { Pauses } from './pause.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const error = new Error('HTTP 429');
const limited = { kind: 'rateLimit', until: null, error } as const;
const banned = { kind: 'ban', until: null, error } as const;

describe('Pauses', () => {
  it('lasts until the very millisecond that the exchange said', () => {
    const pauses = new Pauses();
    pauses.add({ ...limited, until: NOW + 7000 }, 1, 1, NOW, NOW);
    expect(pauses.at(NOW + 6999)?.until).toBe(NOW + 7000);
    expect(pauses.at(NOW + 7000)).toBeNull();
  });

  it('can be made longer, not shorter', () => {
    const pauses = new Pauses();
    pauses.add({ ...banned, until: NOW + 120_000 }, 1, 2, NOW, NOW);
    pauses.add({ ...limited, until: NOW + 5000 }, 2, 2, NOW, NOW);
    expect(pauses.at(NOW)).toMatchObject({ kind: 'ban', until: NOW + 120_000 });
    pauses.passed(2);
    expect(pauses.at(NOW)).toMatchObject({ kind: 'ban', until: NOW + 120_000 });
  });

  it('lasts to the end of the window when the exchange does not say', () => {
    const pauses = new Pauses();
    expect(pauses.add(limited, 1, 1, NOW, NOW + 40_000).until).toBe(NOW + 40_000);
  });

  it('doubles the untold wait with every strike in a row, up to a longest', () => {
    const pauses = new Pauses();
    const waits: number[] = [];
    let now = NOW;
    for (let serial = 1; serial <= 12; serial++) {
      const { until } = pauses.add(limited, serial, serial, now, now);
      waits.push((until - now) / 1000);
      now = until;
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  });

  it('starts anew after a request that passed', () => {
    const pauses = new Pauses();
    pauses.add(limited, 1, 1, NOW, NOW);
    pauses.add(limited, 2, 2, NOW + 1000, NOW);
    pauses.passed(3);
    expect(pauses.add(limited, 4, 4, NOW + 10_000, NOW).until).toBe(NOW + 11_000);
  });

  it('takes requests that were under way together for one strike', () => {
    const pauses = new Pauses();
    for (let serial = 1; serial <= 8; serial++) pauses.add(limited, serial, 8, NOW + serial, NOW);
    expect(pauses.at(NOW)?.until).toBe(NOW + 1001);
    expect(pauses.add(limited, 9, 9, NOW + 2000, NOW).until).toBe(NOW + 4000);
  });

  it('takes two minutes for a ban of unknown length, then longer', () => {
    const pauses = new Pauses();
    expect(pauses.add(banned, 1, 1, NOW, NOW).until).toBe(NOW + 120_000);
    expect(pauses.add(banned, 2, 2, NOW + 120_000, NOW).until).toBe(NOW + 360_000);
  });

  it('makes a ban of a strike that began with fewer words', () => {
    const pauses = new Pauses();
    pauses.add(limited, 1, 2, NOW, NOW);
    expect(pauses.add(banned, 2, 2, NOW + 10, NOW)).toMatchObject({ kind: 'ban', until: NOW + 120_010 });
  });
});
