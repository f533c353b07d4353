import { useCallback, useEffect, useId, useRef, type ReactNode, type RefObject } from 'react';
import './float.css';

export type Side = 'below' | 'below-end' | 'above' | 'beside';

interface Props {
  /** Button is what opens it: its content and label. */
  button: ReactNode;
  buttonClass?: string;
  /** Worded buttons are named by their own words. */
  worded?: boolean;
  /** Label names the sheet; a button without words of its own takes it too. */
  label?: string;
  side?: Side;
  role?: 'menu' | 'dialog';
  className?: string;
  onOpen?: (box: HTMLElement) => void;
  boxRef?: RefObject<HTMLDivElement | null>;
  children: ReactNode;
}

/** Float is a small sheet that a button opens beside itself; Esc or a click elsewhere closes it (the browser's own popover). */
export function Float({ button, buttonClass, worded, label, side = 'below', role = 'dialog', className, onOpen, boxRef, children }: Props) {
  const id = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const own = useRef<HTMLDivElement>(null);
  const box = boxRef ?? own;
  const place = useCallback(() => {
    if (opener.current && box.current?.matches(':popover-open')) position(opener.current, box.current, side);
  }, [box, side]);
  useEffect(() => {
    window.addEventListener('resize', place);
    return () => window.removeEventListener('resize', place);
  }, [place]);
  return (
    <>
      <button ref={opener} type="button" className={buttonClass} popoverTarget={id} aria-label={worded ? undefined : label} aria-haspopup={role}>
        {button}
      </button>
      <div
        ref={box}
        id={id}
        popover="auto"
        role={role}
        aria-label={label}
        className={`float ${className ?? ''}`}
        onToggle={(e) => {
          const open = (e as unknown as { newState: string }).newState === 'open';
          opener.current?.toggleAttribute('data-open', open);
          if (!open) {
            e.currentTarget.style.visibility = '';
            return;
          }
          place();
          onOpen?.(e.currentTarget);
        }}
      >
        {children}
      </div>
    </>
  );
}

const gap = 6;

/** position puts the box beside its opener and keeps it on the screen. */
function position(opener: HTMLElement, box: HTMLElement, side: Side) {
  const o = opener.getBoundingClientRect();
  const b = box.getBoundingClientRect();
  const fits = (top: number) => top >= 8 && top + b.height <= window.innerHeight - 8;
  let top = side === 'above' ? o.top - b.height - gap : side === 'beside' ? o.bottom - b.height : o.bottom + gap;
  if (!fits(top)) top = side === 'above' ? o.bottom + gap : o.top - b.height - gap;
  let left = side === 'below-end' ? o.right - b.width : side === 'beside' ? o.right + gap : o.left;
  left = Math.max(8, Math.min(left, window.innerWidth - b.width - 8));
  top = Math.max(8, Math.min(top, window.innerHeight - b.height - 8));
  box.style.left = `${left}px`;
  box.style.top = `${top}px`;
  // Hidden until it stands in its place, so that it never jumps.
  box.style.visibility = 'visible';
}

/** closeFloat closes the float that el stands in. */
export function closeFloat(el: Element) {
  (el.closest('[popover]') as HTMLElement | null)?.hidePopover();
}
