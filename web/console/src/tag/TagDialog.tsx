import { Button, Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { Dialog } from '@/design/Dialog';
import { FaultNote } from '@/design/Notes';
import { useLanguage, useT, word } from '@/i18n';
import { useSaveTag, type Tag, type TagDefinition } from './api';

const kinds = ['condition', 'metric', 'manual'] as const;
const withText = ['condition', 'metric', 'first', 'last', 'favourite', 'spread'];
const categories = ['profile', 'lifecycle', 'value', 'frequency', 'basket', 'price', 'preference', 'time', 'channel', 'engagement', 'service', 'feedback', 'advocacy', 'occasion', 'contact', 'other'] as const;
const bases = ['consent', 'contract', 'legal_obligation', 'legitimate_interest'] as const;
const freshness = ['live', 'daily', 'weekly'] as const;

const blank: TagDefinition = {
  key: '', name: {}, category: 'other', owner: '', purpose: {}, basis: 'legitimate_interest', freshness: 'live', zone: 'workspace', portrait: true, enabled: true,
  rule: { kind: 'condition', text: '' },
};

/** definitionOf takes what people say of a tag out of how it stands. */
function definitionOf({ key, name, description, category, owner, purpose, basis, freshness: fresh, zone, portrait, enabled, rule }: Tag): TagDefinition {
  return { key, name, description, category, owner, purpose, basis, freshness: fresh, zone, portrait, enabled, rule };
}

/** TagDialog makes a tag of a simple kind, or changes what is said of one. */
export function TagDialog({ tag, onClose, onDone }: { tag?: Tag; onClose: () => void; onDone: (tag: Tag) => void }) {
  const t = useT();
  const l = useLanguage();
  const save = useSaveTag(tag);
  const [d, setD] = useState<TagDefinition>(() => (tag ? definitionOf(tag) : blank));
  const set = (patch: Partial<TagDefinition>) => setD({ ...d, ...patch });
  const kind = (k: (typeof kinds)[number]) => set({ rule: k === 'manual' ? { kind: k, of: 'bool' } : { kind: k, text: d.rule.text ?? '' }, portrait: k !== 'manual' });
  const field = (label: string, input: React.ReactNode) => (
    <label className="stack tight">
      <span className="muted small">{label}</span>
      {input}
    </label>
  );
  const options = <T extends string>(list: readonly T[], prefix: string) => list.map((v) => ({ value: v, label: word(t, `${prefix}.${v}`, v) }));
  return (
    <Dialog
      title={t(tag ? 'tag.change' : 'tag.new')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button type="primary" loading={save.isPending} disabled={!d.key || !(d.name.en || d.name.zh)} onClick={() => save.mutate(d, { onSuccess: onDone })}>
            {t('tag.save')}
          </Button>
        </>
      }
    >
      <div className="stack">
        {save.isError && <FaultNote error={save.error} />}
        {!tag && field(t('tag.kind'), <Select value={d.rule.kind as (typeof kinds)[number]} options={options(kinds, 'tag.kind')} onChange={kind} aria-label={t('tag.kind')} />)}
        {!tag && field(t('tag.key'), <Input value={d.key} maxLength={40} prefix="tag." onChange={(e) => set({ key: e.target.value })} />)}
        {field(t('tag.name.en'), <Input value={d.name.en} maxLength={80} onChange={(e) => set({ name: { ...d.name, en: e.target.value } })} />)}
        {field(t('tag.name.zh'), <Input value={d.name.zh} maxLength={80} onChange={(e) => set({ name: { ...d.name, zh: e.target.value } })} />)}
        {withText.includes(d.rule.kind) &&
          field(t('tag.text'), <Input.TextArea autoSize value={d.rule.text} maxLength={20000} placeholder="orders.last(days(90)).count()" onChange={(e) => set({ rule: { ...d.rule, text: e.target.value } })} />)}
        {field(t('tag.category'), <Select value={d.category} options={options(categories, 'tag.category')} onChange={(category) => set({ category })} aria-label={t('tag.category')} />)}
        {field(t('tag.owner'), <Input value={d.owner} maxLength={80} onChange={(e) => set({ owner: e.target.value })} />)}
        {field(t('tag.purpose'), <Input value={d.purpose[l] ?? ''} maxLength={600} onChange={(e) => set({ purpose: { ...d.purpose, [l]: e.target.value } })} />)}
        {field(t('tag.basis'), <Select value={d.basis} options={options(bases, 'tag.basis')} onChange={(basis) => set({ basis })} aria-label={t('tag.basis')} />)}
        {field(t('tag.freshness'), <Select value={d.freshness} options={options(freshness, 'tag.freshness')} onChange={(v) => set({ freshness: v })} aria-label={t('tag.freshness')} />)}
        <Checkbox checked={d.portrait} onChange={(e) => set({ portrait: e.target.checked })}>{t('tag.inPortrait')}</Checkbox>
        <Checkbox checked={d.enabled} onChange={(e) => set({ enabled: e.target.checked })}>{t('tag.enabled')}</Checkbox>
      </div>
    </Dialog>
  );
}
