import type { ReactNode } from 'react';

interface Props {
  title?: ReactNode;
  hint?: ReactNode;
  extra?: ReactNode;
  /** Flush lets a table reach the panel's edges. */
  flush?: boolean;
  className?: string;
  label?: string;
  children: ReactNode;
}

/** Panel is a sheet of paper on the ground: a heading, an optional line of help, and what it is about. */
export function Panel({ title, hint, extra, flush, className, label, children }: Props) {
  const Tag = title || label ? 'section' : 'div';
  return (
    <Tag className={`panel${flush ? ' flush' : ''}${className ? ` ${className}` : ''}`} aria-label={label}>
      {(title || extra) && (
        <header>
          <div className="panel-head">
            {title ? <h2 className="row tight">{title}</h2> : <span />}
            {extra}
          </div>
          {hint && <p className="panel-hint">{hint}</p>}
        </header>
      )}
      <div className="panel-body">{children}</div>
    </Tag>
  );
}
