import { useId, type InputHTMLAttributes } from 'react';

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  help?: string;
  fault?: string;
}

/** DoorField is a plain labelled input; the door's pages do without the weight of a form library. */
export function DoorField({ label, help, fault, ...input }: Props) {
  const id = useId();
  return (
    <div className="door-field">
      <label htmlFor={id} className="strong">
        {label}
      </label>
      <input id={id} aria-invalid={fault ? true : undefined} aria-describedby={help || fault ? `${id}-help` : undefined} {...input} />
      {(fault || help) && (
        <span id={`${id}-help`} className={`door-help${fault ? ' harm' : ''}`}>
          {fault ?? help}
        </span>
      )}
    </div>
  );
}
