import { describe, expect, it } from 'vitest';
import { change, editable } from './traits';

describe('traits written down by staff', () => {
  it('begin with what can be told of everybody, and leave lists and objects alone', () => {
    const rows = editable({ size: 38, city: 'Hangzhou', tags: ['a'], address: { city: 'x' }, vip: true });
    expect(rows.map(([name]) => name)).toEqual(['name', 'email', 'phone', 'city', 'birthday', 'size', 'vip']);
    expect(rows[3]).toEqual(['city', 'Hangzhou']);
    expect(editable({ firstName: 'Ann' }).map(([name]) => name)).not.toContain('name');
  });

  it('send only what is different, of the kind it was', () => {
    const before = { size: 38, city: 'Hangzhou', vip: true, note: '7' };
    expect(change(before, { size: '38', city: 'Hangzhou', vip: 'true', note: '7', email: '' })).toEqual({});
    expect(change(before, { size: '39', city: ' ', vip: 'false', note: '8', email: 'a@b.cn ' })).toEqual({ size: 39, city: null, vip: false, note: '8', email: 'a@b.cn' });
    expect(change(before, { size: 'large' })).toEqual({ size: 'large' });
  });
});
