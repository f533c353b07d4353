import { useEffect } from 'react';
import { useNavigate } from 'react-router';
import { Dialog } from '@/design/Dialog';
import { useT, type Key } from '@/i18n';

const jumps: Record<string, string> = { t: '/today', o: '/today/overview', c: '/customers', a: '/audiences', d: '/data/sources', s: '/settings/workspace' };

/** useShortcuts listens for the keys that work everywhere, except while somebody types. */
export function useShortcuts({ search, help }: { search: () => void; help: () => void }) {
  const navigate = useNavigate();
  useEffect(() => {
    let jump = 0;
    const pressed = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key.toLowerCase() === 'k') {
        e.preventDefault();
        search();
        return;
      }
      if (e.ctrlKey || e.metaKey || e.altKey || typing(e.target) || document.querySelector('dialog[open]')) return;
      if (e.key === '/') {
        e.preventDefault();
        search();
      } else if (e.key === '?') {
        help();
      } else if (e.key === 'g') {
        jump = Date.now();
      } else if (jumps[e.key] && Date.now() - jump < 1200) {
        jump = 0;
        void navigate(jumps[e.key]!);
      }
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [navigate, search, help]);
}

function typing(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

const rows: [string[], Key][] = [
  [['/'], 'keyHelp.search'],
  [['Ctrl', 'K'], 'keyHelp.search'],
  [['g', 't'], 'place.today'],
  [['g', 'o'], 'overview.title'],
  [['g', 'c'], 'place.customers'],
  [['g', 'a'], 'place.audiences'],
  [['g', 'd'], 'place.data'],
  [['g', 's'], 'place.settings'],
  [['↑', '↓'], 'keyHelp.rows'],
  [['Enter'], 'keyHelp.open'],
  [['Ctrl', 'Enter'], 'keyHelp.visit'],
  [['Esc'], 'keyHelp.close'],
  [['?'], 'keyHelp.title'],
];

/** KeyHelp lists the keys. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useT();
  return (
    <Dialog narrow onClose={onClose} title={t('keyHelp.title')}>
      <dl className="facts spread">
        {rows.map(([keys, label]) => (
          <div key={keys.join()} style={{ display: 'contents' }}>
            <dt>{t(label)}</dt>
            <dd>
              {keys.map((k) => (
                <kbd key={k} className="keycap" style={{ marginInlineStart: 4 }}>
                  {k}
                </kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
