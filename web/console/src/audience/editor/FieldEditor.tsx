import { useLanguage, useT, word, type Translate } from '@/i18n';
import { isMoney, label } from '../catalogue';
import type { CatalogueField } from '../api';
import { formKey, formsOf, valueFor, type Form, type Kind } from '../forms';
import type { Condition, Op } from '../tree';
import { Select, ValueBox } from './values';

/** opWord gives how a comparison is said: of days other words than of numbers. */
export function opWord(t: Translate, op: Op, of?: Kind): string {
  const own = of === 'date' || of === 'time' ? `cond.dayOp.${op}` : of === 'span' ? `cond.spanOp.${op}` : '';
  return word(t, own, t(`cond.op.${op}`));
}

/** valueName gives the words of a value that regulars itself made. */
export const valueName = (t: Translate, field: string) => (v: string) =>
  word(t, field === 'stage' ? `stage.${v}` : field === 'tier' ? `tier.${v}.long` : field === 'churnLevel' ? `risk.${v}` : '', v);

interface Props {
  is: Condition;
  field: CatalogueField;
  /** Property marks one of an event, of which only the value can be asked. */
  property?: boolean;
  seen?: string[];
  onChange: (is: Condition, key?: string) => void;
}

/** FieldEditor asks about a field of the customer, or a property of an event. */
export function FieldEditor({ is, field, property, seen = [], onChange }: Props) {
  const t = useT();
  const language = useLanguage();
  const name = label(language, field);
  const known = formsOf(field.kind, property);
  const here: Form = known.find((f) => formKey(f) === formKey(is)) ?? { take: is.take ?? '', op: is.op, of: 'number' };
  const all = known.includes(here) ? known : [...known, here];
  const choose = (key: string) => {
    const form = all.find((f) => formKey(f) === key);
    if (!form) return;
    const value = form.take === 'isWithin' ? { days: 7 } : valueFor(form.of, form.op, is.value);
    onChange({ field: is.field, ...(form.take && { take: form.take }), ...(form.op && { op: form.op }), ...(value !== undefined && { value }) });
  };
  const groups = [...new Set(all.map(groupOf))];
  return (
    <>
      <Select label={t('cond.compare')} value={formKey(here)} onChange={choose}>
        {groups.map((g) => {
          const options = all.filter((f) => groupOf(f) === g).map((f) => (
            <option key={formKey(f)} value={formKey(f)}>
              {formWord(t, f, field.kind)}
            </option>
          ));
          return groups.length > 1 && g ? (
            <optgroup key={g} label={t(`cond.group.${g}`)}>
              {options}
            </optgroup>
          ) : (
            options
          );
        })}
      </Select>
      <ValueBox
        label={t('cond.value', { what: name })}
        of={here.of}
        op={here.op}
        value={is.value}
        values={field.values?.length ? field.values : seen}
        fixed={!!field.values?.length && !['contains', 'startsWith', 'endsWith'].includes(is.op ?? '')}
        name={valueName(t, field.name)}
        money={isMoney(field.name)}
        whole={['daysAgo', 'month', 'day'].includes(here.take)}
        spans={['days', 'weeks']}
        onChange={(value) => onChange({ ...is, value }, 'value')}
      />
    </>
  );
}

const groupOf = (f: Form) => (f.take === '' || f.take === 'has' ? '' : f.take === 'daysAgo' ? 'since' : f.take.startsWith('is') ? 'anniversary' : 'part');

function formWord(t: Translate, f: Form, kind: CatalogueField['kind']): string {
  const op = f.op ? opWord(t, f.op, f.of) : '';
  if (f.take === '') return kind === 'texts' ? t('cond.op.holds') : op;
  const take = word(t, `cond.take.${f.take}`, f.take);
  return f.op ? t('cond.takeOp', { take, op }) : take;
}
