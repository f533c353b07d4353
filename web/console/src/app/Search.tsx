import { CornerDownLeft, FileText, Search as Glass, UserRound, Zap } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { useNavigate } from 'react-router';
import type { SearchHit } from '@/api/types';
import { useSearch } from '@/customer/api';
import { useT, type Translate } from '@/i18n';
import { destinations } from './places';

interface Hit {
  kind: 'customer' | 'page' | 'action';
  to: string;
  title: string;
  subtitle?: string;
}

/** SearchButton looks like the box it opens. */
export function SearchButton({ onClick }: { onClick: () => void }) {
  const t = useT();
  return (
    <button type="button" className="search-button" onClick={onClick} aria-keyshortcuts="/ Control+K" aria-label={t('search.open')}>
      <Glass size={16} aria-hidden />
      <span className="grow">{t('search.short')}</span>
      <kbd className="keycap">/</kbd>
    </button>
  );
}

/** Search is the one box over customers, pages and actions. */
export function Search({ open, onClose }: { open: boolean; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const t = useT();
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  return (
    <dialog
      ref={dialog}
      className="search"
      aria-label={t('search.open')}
      onClose={onClose}
      onClick={(e) => e.target === dialog.current && onClose()}
    >
      {open && <Palette onClose={onClose} />}
    </dialog>
  );
}

function Palette({ onClose }: { onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const q = useDeferredValue(text.trim());
  const people = useSearch(q);
  const hits = useMemo(() => collect(t, q, people.data?.items ?? []), [t, q, people.data]);
  useEffect(() => setAt(0), [q]);
  const go = (hit?: Hit) => {
    if (!hit) return;
    onClose();
    void navigate(hit.to);
  };
  const keys = (e: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[e.key];
    if (step) {
      e.preventDefault();
      setAt((i) => (i + step + hits.length) % Math.max(1, hits.length));
    } else if (e.key === 'Enter' && !e.nativeEvent.isComposing) {
      e.preventDefault();
      go(hits[at]);
    }
  };
  return (
    <>
      <div className="search-box">
        <Glass size={18} aria-hidden />
        <input
          autoFocus
          value={text}
          onChange={(e) => setText(e.target.value)}
          onKeyDown={keys}
          placeholder={t('search.placeholder')}
          aria-label={t('search.placeholder')}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls="search-hits"
          aria-activedescendant={hits[at] ? `search-hit-${at}` : undefined}
          autoComplete="off"
          spellCheck={false}
        />
        <kbd className="keycap">Esc</kbd>
      </div>
      <ul id="search-hits" role="listbox" aria-label={t('search.results')} className="search-hits">
        {hits.map((hit, i) => (
          <HitRow key={hit.kind + hit.to} hit={hit} index={i} active={i === at} previous={hits[i - 1]} onPick={() => go(hit)} onHover={() => setAt(i)} />
        ))}
      </ul>
      {q && hits.length === 0 && !people.isFetching && (
        <p className="search-none" role="status">
          {t(people.isError ? 'search.failed' : 'search.none')}
        </p>
      )}
    </>
  );
}

const icons = { customer: UserRound, page: FileText, action: Zap };

function HitRow(p: { hit: Hit; index: number; active: boolean; previous?: Hit; onPick: () => void; onHover: () => void }) {
  const t = useT();
  const Icon = icons[p.hit.kind];
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (p.active) row.current?.scrollIntoView({ block: 'nearest' });
  }, [p.active]);
  return (
    <li
      ref={row}
      id={`search-hit-${p.index}`}
      role="option"
      aria-selected={p.active}
      data-first={p.previous?.kind !== p.hit.kind || undefined}
      data-kind={t(`search.kind.${p.hit.kind}`)}
      onClick={p.onPick}
      onMouseMove={p.onHover}
    >
      <Icon size={16} aria-hidden />
      <span className="truncate">{p.hit.title}</span>
      <span className="muted truncate grow">{p.hit.subtitle}</span>
      {p.active && <CornerDownLeft size={14} aria-hidden />}
    </li>
  );
}

/** collect puts customers first, then the pages and actions whose words match. */
function collect(t: Translate, q: string, found: SearchHit[]): Hit[] {
  const needle = q.toLowerCase();
  const local = destinations
    .map((d) => ({ kind: d.kind, to: d.to, title: t(d.label), words: d.words }))
    .filter((d) => !needle || d.title.toLowerCase().includes(needle) || d.words.includes(needle));
  const people = q
    ? found
            .map((h): Hit => ({ kind: 'customer', to: `/customers/${h.id}`, title: h.title, subtitle: h.subtitle }))
    : [];
  const pages = local.filter((d) => d.kind === 'page');
  const actions = local.filter((d) => d.kind === 'action');
  return [...people, ...pages.slice(0, q ? 6 : 8), ...actions];
}
