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
});
