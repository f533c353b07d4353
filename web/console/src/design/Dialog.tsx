import { Button } from 'antd';
import { X } from 'lucide-react';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useT } from '@/i18n';
import './float.css';

interface Props {
  title: string;
  onClose: () => void;
  footer?: ReactNode;
  narrow?: boolean;
  /** Steady dialogs stay when the ground beside them is clicked: they hold something that is shown only once. */
  steady?: boolean;
  children: ReactNode;
}

/** Dialog asks or shows one thing, above everything else. Mounting it opens it. */
export function Dialog({ title, onClose, footer, narrow, steady, children }: Props) {
  const t = useT();
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const el = box.current;
    const before = document.activeElement;
    el?.showModal();
    return () => {
      el?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={box}
      className={`dialog${narrow ? ' narrow' : ''}`}
      aria-labelledby={id}
      onCancel={(e) => {
        e.preventDefault();
        onClose();
      }}
      onPointerDown={(e) => e.target === box.current && !steady && onClose()}
    >
      <header>
        <h2 id={id}>{title}</h2>
        <button type="button" className="close-button" aria-label={t('action.close')} onClick={onClose}>
          <X size={18} aria-hidden />
        </button>
      </header>
      <div className="dialog-body">{children}</div>
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}

/** Ask names the effect of an act before it is done, and waits while it is. */
export function Ask(p: { title: string; text: ReactNode; act: string; danger?: boolean; busy?: boolean; fault?: ReactNode; onAct: () => void; onClose: () => void }) {
  const t = useT();
  return (
    <Dialog
      narrow
      title={p.title}
      onClose={p.onClose}
      footer={
        <>
          <Button onClick={p.onClose}>{t('action.cancel')}</Button>
          <Button type="primary" danger={p.danger} loading={p.busy} onClick={p.onAct}>
            {p.act}
          </Button>
        </>
      }
    >
      <div className="stack">
        <div className="muted">{p.text}</div>
        {p.fault}
      </div>
    </Dialog>
  );
}
