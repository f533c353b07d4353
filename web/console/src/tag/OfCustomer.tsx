import { Button, Input, Select } from 'antd';
import { X } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useCan } from '@/app/session';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useLanguage, useT, word } from '@/i18n';
import { useCustomerTags, useSayTag, useTags, useUnsayTag, type CustomerTag } from './api';
import { told, valued } from './parts';

const shown = 12;

/** OfCustomer is the portrait of a customer: their tags, by category; those that staff say can be given and taken. */
export function OfCustomer({ id }: { id: string }) {
  const t = useT();
  const f = useFormat();
  const tags = useCustomerTags(id);
  const may = useCan('customers:write');
  const [all, setAll] = useState(false);
  const items = (tags.data?.items ?? []).filter((x) => x.value !== 'false' || x.kind === 'manual');
  if (!tags.data) return null;
  const said = items.filter((x) => x.kind === 'manual');
  const rest = items.filter((x) => x.kind !== 'manual');
  return (
    <Panel title={t('tag.page')} hint={t('tag.ofCustomer.hint', { n: f.percent(tags.data.coverage, 0) })}>
      <div className="stack tight">
        {[...said, ...(all ? rest : rest.slice(0, shown))].map((x) => (
          <Line key={x.id} tag={x} id={id} may={may} />
        ))}
        {rest.length > shown && (
          <Button size="small" type="text" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('behaviour.fewer') : t('behaviour.all', { n: f.number(rest.length) })}
          </Button>
        )}
        {may && <Say id={id} />}
      </div>
    </Panel>
  );
}

function Line({ tag: x, id, may }: { tag: CustomerTag; id: string; may: boolean }) {
  const t = useT();
  const f = useFormat();
  const l = useLanguage();
  const take = useUnsayTag(id);
  return (
    <div className="row apart" title={word(t, `tag.category.${x.category}`, x.category)}>
      <Link to={`/customers/tags/${x.id}`} className="muted">
        {told(x.name, l)}
      </Link>
      <span className="row">
        <span>{valued(t, l, x)}</span>
        {x.until && <span className="muted small">{t('tag.until', { day: f.day(x.until.slice(0, 10)) })}</span>}
        {may && x.kind === 'manual' && (
          <Button size="small" type="text" loading={take.isPending} aria-label={t('tag.take', { name: told(x.name, l) })} icon={<X size={14} aria-hidden />} onClick={() => take.mutate(x.id)} />
        )}
      </span>
    </div>
  );
}

/** Say gives a customer a tag that staff say, until a day if they like. */
function Say({ id }: { id: string }) {
  const t = useT();
  const l = useLanguage();
  const [open, setOpen] = useState(false);
  const [tag, setTag] = useState<string>();
  const [value, setValue] = useState('');
  const [until, setUntil] = useState('');
  const tags = useTags(open);
  const say = useSayTag(id);
  const manual = (tags.data?.items ?? []).filter((x) => x.rule.kind === 'manual' && x.enabled);
  const chosen = manual.find((x) => x.id === tag);
  const values = chosen?.rule.of === 'bool' ? [{ value: 'true', label: t('tag.yes') }, { value: 'false', label: t('tag.no') }] : (chosen?.rule.values ?? []).map((v) => ({ value: v.value, label: told(v.name, l) }));
  if (!open)
    return (
      <div>
        <Button size="small" onClick={() => setOpen(true)}>
          {t('tag.give')}
        </Button>
      </div>
    );
  const go = () =>
    chosen &&
    say.mutate({ tag: chosen.id, value, until: until ? new Date(`${until}T23:59:59`).toISOString() : undefined }, { onSuccess: () => (setOpen(false), setTag(undefined), setValue(''), setUntil('')) });
  return (
    <div className="stack tight">
      {say.isError && <FaultNote error={say.error} />}
      <Select value={tag} aria-label={t('tag.which')} placeholder={t('tag.which')} options={manual.map((x) => ({ value: x.id, label: told(x.name, l) }))} onChange={(v) => (setTag(v), setValue(''))} />
      {values.length > 0 ? (
        <Select value={value || undefined} aria-label={t('tag.value')} placeholder={t('tag.value')} options={values} onChange={setValue} />
      ) : (
        <Input value={value} maxLength={60} aria-label={t('tag.value')} placeholder={t('tag.value')} onChange={(e) => setValue(e.target.value)} />
      )}
      <Input type="date" value={until} aria-label={t('tag.untilDay')} title={t('tag.untilDay')} onChange={(e) => setUntil(e.target.value)} />
      <div className="row">
        <Button size="small" onClick={() => setOpen(false)}>
          {t('action.cancel')}
        </Button>
        <Button size="small" type="primary" disabled={!chosen || !value} loading={say.isPending} onClick={go}>
          {t('tag.give')}
        </Button>
      </div>
    </div>
  );
}
