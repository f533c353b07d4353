import type { KeyboardEvent, ReactNode } from 'react';
import { closeFloat, Float, type Side } from './Float';

export interface MenuItem {
  key: string;
  label?: ReactNode;
  icon?: ReactNode;
  danger?: boolean;
  disabled?: boolean;
  lang?: string;
  onClick?: () => void;
}

interface Props {
  items: (MenuItem | 'line')[];
  button: ReactNode;
  buttonClass?: string;
  worded?: boolean;
  label?: string;
  side?: Side;
}

/** Menu is a list of acts that a button opens; arrow keys walk it, the first letter jumps. */
export function Menu({ items, button, buttonClass = 'icon-button', worded, label, side = 'below-end' }: Props) {
  const keys = (e: KeyboardEvent<HTMLElement>) => {
    const all = [...e.currentTarget.querySelectorAll<HTMLButtonElement>('[role=menuitem]:not(:disabled)')];
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[e.key];
    if (to !== undefined) {
      e.preventDefault();
      all[(to + all.length) % all.length]?.focus();
    } else if (e.key === 'Tab') {
      closeFloat(e.currentTarget);
    } else if (e.key.length === 1 && e.key !== ' ') {
      all.find((b) => b.textContent?.trim().toLowerCase().startsWith(e.key.toLowerCase()))?.focus();
    }
  };
  return (
    <Float
      button={button}
      buttonClass={buttonClass}
      worded={worded}
      label={label}
      side={side}
      role="menu"
      className="menu"
      onOpen={(box) => box.querySelector<HTMLButtonElement>('[role=menuitem]:not(:disabled)')?.focus()}
    >
      <div onKeyDown={keys} role="none">
        {items.map((item, i) =>
          item === 'line' ? (
            <hr key={i} />
          ) : (
            <button
              key={item.key}
              type="button"
              role="menuitem"
              className={item.danger ? 'danger' : undefined}
              disabled={item.disabled}
              lang={item.lang}
              onClick={(e) => {
                closeFloat(e.currentTarget);
                item.onClick?.();
              }}
            >
              {item.icon}
              {item.label}
            </button>
          ),
        )}
      </div>
    </Float>
  );
}
