import { useLanguage, useT } from '@/i18n';
import { fieldOf, label } from '../catalogue';
import type { Condition, Group, Rank } from '../tree';
import { useEditing } from './context';
import { NumberBox, Select } from './values';

/** InEditor asks whether the customer belongs to something: another audience, a list, a share, those at the top. */
export function InEditor({ is, group: g, onChange }: { is: Condition; group: Group; onChange: (is: Condition, key?: string) => void }) {
  const t = useT();
  const { catalogue } = useEditing();
  const set = (next: Group, key?: string) => onChange({ ...is, in: next }, key);
  if (g.audience !== undefined) return <Named label={t('cond.in.audience')} value={g.audience} names={catalogue.audiences} onChange={(audience) => set({ audience })} />;
  if (g.list !== undefined) return <Named label={t('cond.in.list')} value={g.list} names={catalogue.lists} onChange={(list) => set({ list })} />;
  if (g.share) {
    const share = g.share;
    return (
      <span className="word-group">
        <span>{t('cond.in.share')}</span>
        <NumberBox label={t('cond.percent')} value={share.percent} min={0.0001} onChange={(percent) => set({ share: { ...share, percent } }, 'percent')} />
        <span>%</span>
        <span className="muted">{t('cond.salt')}</span>
        <input className="word-box" aria-label={t('cond.salt')} value={share.salt} maxLength={60} size={8} onChange={(e) => set({ share: { ...share, salt: e.target.value } }, 'salt')} />
      </span>
    );
  }
  const top = g.top ? 'top' : 'bottom';
  const rank = g.top ?? g.bottom;
  return rank ? <RankEditor which={top} rank={rank} onChange={(which, next, key) => set({ [which]: next }, key)} /> : null;
}

function Named({ label: what, value, names, onChange }: { label: string; value: string; names: string[]; onChange: (name: string) => void }) {
  return (
    <span className="word-group">
      <span>{what}</span>
      <Select label={what} value={value} onChange={onChange}>
        {!names.includes(value) && <option value={value}>{value}</option>}
        {names.map((n) => (
          <option key={n} value={n}>
            {n}
          </option>
        ))}
      </Select>
    </span>
  );
}

function RankEditor({ which, rank: r, onChange }: { which: 'top' | 'bottom'; rank: Rank; onChange: (which: 'top' | 'bottom', rank: Rank, key?: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const { catalogue } = useEditing();
  const share = r.count === undefined;
  const numbers = catalogue.fields.filter((f) => f.kind === 'number');
  return (
    <span className="word-group">
      <Select label={t('cond.rank')} value={which} onChange={(w) => onChange(w as 'top' | 'bottom', r)}>
        <option value="top">{t('cond.in.top')}</option>
        <option value="bottom">{t('cond.in.bottom')}</option>
      </Select>
      {share ? (
        <NumberBox label={t('cond.percent')} value={r.percent ?? 10} min={0.0001} onChange={(percent) => onChange(which, { by: r.by, percent }, 'n')} />
      ) : (
        <NumberBox label={t('cond.rank.count')} value={r.count!} whole min={1} onChange={(n) => onChange(which, { by: r.by, count: n }, 'n')} />
      )}
      <Select label={t('cond.rank.of')} value={share ? 'percent' : 'count'} onChange={(v) => onChange(which, v === 'percent' ? { by: r.by, percent: 10 } : { by: r.by, count: 500 })}>
        <option value="percent">%</option>
        <option value="count">{t('cond.rank.customers')}</option>
      </Select>
      <span className="muted">{t('cond.rank.by')}</span>
      <Select label={t('cond.rank.by')} value={r.by} onChange={(by) => onChange(which, { ...r, by })}>
        {!fieldOf(catalogue, r.by) && <option value={r.by}>{r.by}</option>}
        {numbers.map((f) => (
          <option key={f.name} value={f.name}>
            {label(language, f)}
          </option>
        ))}
      </Select>
    </span>
  );
}
