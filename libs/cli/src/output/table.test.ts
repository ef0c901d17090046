import { describe, expect, it } from 'vitest';
import { renderTable } from './table.ts';

describe('renderTable', () => {
  it('aligns, numbers to the right, and leaves no space at the end', () => {
    const columns = [{ title: 'symbol' }, { title: 'rows', right: true }, { title: 'note' }];
    const rows = [
      ['BTC-USDT-SPOT', '40 320', ''],
      ['币安人生-USDT-SPOT', '7', 'new'],
    ];
    expect(renderTable(columns, rows)).toBe(
      [
        'symbol                rows  note',
        'BTC-USDT-SPOT       40 320',
        '币安人生-USDT-SPOT       7  new',
      ].join('\n'),
    );
  });

  it('cuts what is too wide into tables that each name their rows', () => {
    const columns = [
      { title: 'symbol', key: true },
      { title: 'interval', key: true },
      { title: 'stored', right: true },
      { title: 'first' },
      { title: 'missing', right: true },
    ];
    const rows = [
      ['BTC-USDT-SPOT', '1m', '40 320', '2024-01-01', '0'],
      ['ETH-USDT-SPOT', '1h', '7', '2024-01-01', '12'],
    ];
    const cut = renderTable(columns, rows, { width: 46 });
    expect(cut).toBe(
      [
        'symbol         interval  stored  first',
        'BTC-USDT-SPOT  1m        40 320  2024-01-01',
        'ETH-USDT-SPOT  1h             7  2024-01-01',
        '',
        'symbol         interval  missing',
        'BTC-USDT-SPOT  1m              0',
        'ETH-USDT-SPOT  1h             12',
      ].join('\n'),
    );
    expect(renderTable(columns, rows, { width: 80 })).toBe(renderTable(columns, rows));
    expect(renderTable(columns, rows, { width: 5 }).split('\n\n')).toHaveLength(3);
  });
});
