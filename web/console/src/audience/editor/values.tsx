import { Ban, X } from 'lucide-react';
import { useEffect, useId, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSession } from '@/app/session';
import { useT } from '@/i18n';
import { isDate, isSpan, units, type Kind } from '../forms';
import type { Op, Span, Unit, Value } from '../tree';

/** Select is a choice of words within a sentence. */
export function Select({ label, value, onChange, children }: { label: string; value: string; onChange: (value: string) => void; children: ReactNode }) {
  return (
    <select className="word-box" aria-label={label} value={value} onChange={(e) => onChange(e.target.value)}>
      {children}
    </select>
  );
}

/** NotButton turns a condition round: it then holds for who does not fulfil it. */
export function NotButton({ not, onChange }: { not: boolean; onChange: (not: boolean) => void }) {
  const t = useT();
  return (
    <button type="button" className="mini-button" aria-pressed={not} aria-label={t('cond.not')} title={t('cond.not')} onClick={() => onChange(!not)}>
      <Ban size={14} aria-hidden />
    </button>
  );
}

/** Not is the word before what was turned round. */
export function Not() {
  return <span className="tag attention not-word">{useT()('cond.not.word')}</span>;
}

/** NumberBox takes a number; while it is none, the one before stands. */
export function NumberBox({ label, value, whole, min, onChange }: { label: string; value: number; whole?: boolean; min?: number; onChange: (n: number) => void }) {
  const [draft, setDraft] = useState(String(value));
  const read = (s: string) => (s.trim() === '' ? NaN : Number(s));
  const good = (n: number) => Number.isFinite(n) && (!whole || Number.isInteger(n)) && (min === undefined || n >= min);
  useEffect(() => setDraft((d) => (read(d) === value ? d : String(value))), [value]);
  return (
    <input
      className="word-box number"
      inputMode={whole ? 'numeric' : 'decimal'}
      aria-label={label}
      aria-invalid={!good(read(draft)) || undefined}
      size={Math.max(3, draft.length)}
      value={draft}
      onChange={(e) => {
        setDraft(e.target.value);
        const n = read(e.target.value);
        if (good(n)) onChange(n);
      }}
      onBlur={() => !good(read(draft)) && setDraft(String(value))}
    />
  );
}

/** SpanBox takes a length of time: a number and its unit. */
export function SpanBox({ label, value, only = units, onChange }: { label: string; value: Span; only?: Unit[]; onChange: (s: Span) => void }) {
  const t = useT();
  const [unit, n] = (Object.entries(value)[0] as [Unit, number] | undefined) ?? ['days', 7];
  return (
    <span className="word-group">
      <NumberBox label={label} value={n} whole min={1} onChange={(v) => onChange({ [unit]: v })} />
      <Select label={t('cond.unit')} value={unit} onChange={(u) => onChange({ [u as Unit]: n })}>
        {only.map((u) => (
          <option key={u} value={u}>
            {t(`cond.unit.${u}`, { count: n })}
          </option>
        ))}
      </Select>
    </span>
  );
}

export function DateBox({ label, value, onChange }: { label: string; value: string; onChange: (day: string) => void }) {
  return <input type="date" className="word-box" aria-label={label} value={value} min="1900-01-01" max="2199-12-31" onChange={(e) => e.target.value && onChange(e.target.value)} />;
}

interface TextProps {
  label: string;
  value: string;
  /** Values are offered, or all that there can be when they are fixed. */
  values: string[];
  fixed: boolean;
  name: (value: string) => string;
  onChange: (s: string) => void;
}

/** TextBox takes a text: one of a few, or any, with those seen so far offered. */
function TextBox({ label, value, values, fixed, name, onChange }: TextProps) {
  const id = useId();
  if (fixed) {
    return (
      <Select label={label} value={value} onChange={onChange}>
        {!values.includes(value) && <option value={value}>{value}</option>}
        {values.map((v) => (
          <option key={v} value={v}>
            {name(v)}
          </option>
        ))}
      </Select>
    );
  }
  return (
    <>
      <input className="word-box" aria-label={label} list={id} value={value} maxLength={200} size={Math.min(28, Math.max(10, value.length + 1))} onChange={(e) => onChange(e.target.value)} />
      <datalist id={id}>
        {values.map((v) => (
          <option key={v} value={v} />
        ))}
      </datalist>
    </>
  );
}

/** Tokens takes several values; Enter or a comma adds one, Backspace takes the last away. */
function Tokens({ label, value, values, fixed, name, number, onChange }: Omit<TextProps, 'value' | 'onChange'> & { value: (string | number)[]; number: boolean; onChange: (v: (string | number)[]) => void }) {
  const t = useT();
  const id = useId();
  const [draft, setDraft] = useState('');
  const add = (text: string) => {
    const news = text.split(/[,，、;；\n]/).map((s) => s.trim()).filter(Boolean).map((s) => (number ? Number(s) : s));
    const good = news.filter((v) => (typeof v === 'string' || Number.isFinite(v)) && !value.includes(v));
    if (good.length) onChange([...value, ...good]);
    setDraft('');
  };
  const keys = (e: KeyboardEvent<HTMLInputElement>) => {
    if (e.nativeEvent.isComposing) return;
    if (e.key === 'Enter' || e.key === ',' || e.key === '，') {
      e.preventDefault();
      add(draft);
    } else if (e.key === 'Backspace' && draft === '' && value.length) {
      onChange(value.slice(0, -1));
    }
  };
  const rest = values.filter((v) => !value.includes(v));
  return (
    <span className="tokens" role="group" aria-label={label}>
      {value.map((v) => (
        <span key={v} className="token">
          {name(String(v))}
          <button type="button" aria-label={t('cond.token.remove', { what: name(String(v)) })} onClick={() => onChange(value.filter((o) => o !== v))}>
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      {fixed ? (
        rest.length > 0 && (
          <Select label={t('cond.token.add')} value="" onChange={(v) => v && onChange([...value, v])}>
            <option value="">{t('cond.token.more')}</option>
            {rest.map((v) => (
              <option key={v} value={v}>
                {name(v)}
              </option>
            ))}
          </Select>
        )
      ) : (
        <>
          <input
            className="word-box"
            aria-label={t('cond.token.add')}
            placeholder={t('cond.token.more')}
            list={id}
            value={draft}
            size={10}
            onChange={(e) => (values.includes(e.target.value) ? add(e.target.value) : setDraft(e.target.value))}
            onKeyDown={keys}
            onBlur={() => add(draft)}
            onPaste={(e) => {
              const text = e.clipboardData.getData('text');
              if (!/[,，、;；\n]/.test(text)) return;
              e.preventDefault();
              add(text);
            }}
          />
          <datalist id={id}>
            {rest.map((v) => (
              <option key={v} value={v} />
            ))}
          </datalist>
        </>
      )}
    </span>
  );
}

interface Props {
  label: string;
  of?: Kind;
  op?: Op;
  value?: Value;
  values?: string[];
  fixed?: boolean;
  name?: (value: string) => string;
  money?: boolean;
  /** Days are counted in whole ones. */
  whole?: boolean;
  spans?: Unit[];
  onChange: (v: Value) => void;
}

/** ValueBox takes a value of a kind. */
export function ValueBox({ label, of, op, value, values = [], fixed = false, name = (v) => v, money, whole, spans, onChange }: Props) {
  const t = useT();
  const { workspace } = useSession();
  if (!of) return null;
  if (op === 'in') {
    return <Tokens label={label} value={Array.isArray(value) ? value : []} values={values} fixed={fixed} name={name} number={of === 'number'} onChange={onChange} />;
  }
  switch (of) {
    case 'number':
      return (
        <span className="word-group">
          <NumberBox label={label} value={typeof value === 'number' ? value : 0} whole={whole} onChange={onChange} />
          {money && <span className="muted">{workspace.currency}</span>}
        </span>
      );
    case 'bool':
      return (
        <Select label={label} value={value === false ? 'no' : 'yes'} onChange={(v) => onChange(v === 'yes')}>
          <option value="yes">{t('word.yes')}</option>
          <option value="no">{t('word.no')}</option>
        </Select>
      );
    case 'date':
    case 'time':
      return <DateBox label={label} value={isDate(value) ? value.date : ''} onChange={(date) => onChange({ date })} />;
    case 'span':
      return <SpanBox label={label} value={isSpan(value) ? value : {}} only={spans} onChange={onChange} />;
    default:
      return <TextBox label={label} value={typeof value === 'string' ? value : ''} values={values} fixed={fixed} name={name} onChange={onChange} />;
  }
}
