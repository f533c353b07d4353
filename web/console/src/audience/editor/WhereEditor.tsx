import { Plus, X } from 'lucide-react';
import { useLanguage, useT } from '@/i18n';
import { useValues, type CatalogueEvent, type CatalogueField } from '../api';
import { label, propertyOf, starting } from '../catalogue';
import type { Condition, Node } from '../tree';
import { FieldEditor } from './FieldEditor';
import { Not, NotButton, Select } from './values';
import { flat, whereOf, type Row } from './where';

/** WhereEditor narrows events down by their properties. */
export function WhereEditor({ event, where, onChange }: { event?: CatalogueEvent; where?: Node; onChange: (where: Node | undefined, key?: string) => void }) {
  const t = useT();
  const language = useLanguage();
  const properties = event?.properties ?? [];
  const parts = flat(where);
  if (!parts) return <p className="muted small">{t('cond.where.text')}</p>;
  const { join, rows } = parts;
  const set = (i: number, row: Row | undefined, key?: string) => onChange(whereOf(join, row ? rows.map((r, j) => (j === i ? row : r)) : rows.filter((_, j) => j !== i)), key && `where.${i}.${key}`);
  const first = properties[0];
  const add = first && (
    <button type="button" className="add-word" onClick={() => onChange(whereOf(join, [...rows, { not: false, is: starting(first) }]))}>
      <Plus size={13} aria-hidden />
      {t(rows.length ? 'cond.where.more' : 'cond.where.add')}
    </button>
  );
  return (
    <>
      {rows.map((row, i) => {
        const property = propertyOf(event, row.is.field);
        return (
          <div className="sub words" key={i}>
            {i === 0 ? (
              <span className="muted">{t('cond.where')}</span>
            ) : (
              <Select label={t('cond.where.join')} value={join} onChange={(j) => onChange(whereOf(j as 'all' | 'any', rows))}>
                <option value="all">{t('cond.and')}</option>
                <option value="any">{t('cond.or')}</option>
              </Select>
            )}
            {row.not && <Not />}
            <Select label={t('cond.property')} value={row.is.field ?? ''} onChange={(name) => set(i, { ...row, is: starting(propertyOf(event, name)!) })}>
              {!property && <option value={row.is.field}>{row.is.field}</option>}
              {properties.map((p) => (
                <option key={p.name} value={p.name}>
                  {label(language, p)}
                </option>
              ))}
            </Select>
            {property && event && <PropertyEditor is={row.is} event={event} property={property} onChange={(is, key) => set(i, { ...row, is }, key)} />}
            <NotButton not={row.not} onChange={(not) => set(i, { ...row, not })} />
            <button type="button" className="mini-button" aria-label={t('cond.where.remove')} onClick={() => set(i, undefined)}>
              <X size={14} aria-hidden />
            </button>
          </div>
        );
      })}
      {add}
    </>
  );
}

/** PropertyEditor asks about a property, with the texts offered that it was seen to be. */
function PropertyEditor({ is, event, property, onChange }: { is: Condition; event: CatalogueEvent; property: CatalogueField; onChange: (is: Condition, key?: string) => void }) {
  const seen = useValues(property.kind === 'text' && !property.values?.length ? { event: event.word, property: property.name } : undefined);
  return <FieldEditor is={is} field={property} property seen={seen.data?.items} onChange={onChange} />;
}
