import { Search as Glass } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Dialog } from '@/design/Dialog';
import { useFormat } from '@/format/useFormat';
import { useLanguage, useT } from '@/i18n';
import { picks, search, type Pick } from '../catalogue';
import { useEditing } from './context';

/** Picker finds what a new condition is about, among all that is known of customers. */
export function Picker({ onPick, onClose }: { onPick: (p: Pick) => void; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const language = useLanguage();
  const { catalogue } = useEditing();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const all = useMemo(() => picks(catalogue, language, (key, name) => t(`cond.pick.${key}`, { name })), [catalogue, language, t]);
  const found = useMemo(() => search(all, text), [all, text]);
  const list = useRef<HTMLUListElement>(null);
  const input = useRef<HTMLInputElement>(null);
  // After the dialog has opened: it would take the focus itself.
  useEffect(() => input.current?.focus(), []);
  useEffect(() => setAt(0), [text]);
  useEffect(() => {
    // Scrolling gives a promise in newer browsers, which an effect must not.
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [at, found]);
  const keys = (e: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[e.key];
    if (step) {
      e.preventDefault();
      setAt((i) => (Math.abs(step) > 1 ? Math.min(found.length - 1, Math.max(0, i + step)) : (i + step + found.length) % Math.max(1, found.length)));
    } else if (e.key === 'Enter' && !e.nativeEvent.isComposing) {
      e.preventDefault();
      if (found[at]) onPick(found[at]);
    }
  };
  return (
    <Dialog title={t('cond.pick')} onClose={onClose}>
      <div className="picker">
        <div className="picker-search">
          <Glass size={16} aria-hidden />
          <input
            ref={input}
            value={text}
            onChange={(e) => setText(e.target.value)}
            onKeyDown={keys}
            placeholder={t('cond.pick.search')}
            aria-label={t('cond.pick.search')}
            role="combobox"
            aria-expanded={found.length > 0}
            aria-controls="picks"
            aria-activedescendant={found[at] ? `pick-${at}` : undefined}
            autoComplete="off"
            spellCheck={false}
          />
        </div>
        <ul id="picks" ref={list} role="listbox" aria-label={t('cond.pick')} tabIndex={-1}>
          {found.map((p, i) => (
            <li
              key={p.key}
              id={`pick-${i}`}
              role="option"
              aria-selected={i === at}
              data-section={found[i - 1]?.section === p.section ? undefined : t(`cond.section.${p.section}`)}
              onMouseMove={() => setAt(i)}
              onClick={() => onPick(p)}
            >
              <span className="truncate grow">{p.label}</span>
              {p.met > 0 && <span className="muted small">{t('cond.pick.met', { n: f.number(p.met) })}</span>}
            </li>
          ))}
        </ul>
        {!found.length && (
          <p className="muted" role="status">
            {t('cond.pick.none')}
          </p>
        )}
      </div>
    </Dialog>
  );
}
