import { X } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useT } from '@/i18n';
import './float.css';

interface Props {
  title: ReactNode;
  label: string;
  extra?: ReactNode;
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** Beside is the sheet that shows one row of a list beside it. The list stays in reach: another row takes its place. */
export function Beside({ title, label, extra, wide, onClose, children }: Props) {
  const t = useT();
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    const pressed = (e: KeyboardEvent) => {
      if (e.key !== 'Escape' || e.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return;
      onClose();
    };
    window.addEventListener('keydown', pressed);
    return () => window.removeEventListener('keydown', pressed);
  }, [onClose]);
  return (
    <aside ref={box} className={`beside${wide ? ' wide' : ''}`} aria-label={label}>
      <header>
        <h2 className="truncate">{title}</h2>
        {extra}
        <button type="button" className="close-button" aria-label={t('action.close')} onClick={onClose}>
          <X size={18} aria-hidden />
        </button>
      </header>
      <div className="beside-body">{children}</div>
    </aside>
  );
}
