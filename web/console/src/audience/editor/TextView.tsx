import { useRef, type ReactNode } from 'react';
import { useLanguage, useT } from '@/i18n';
import type { ConditionFault } from '../api';
import { mended } from './mended';

interface Props {
  text: string;
  faults: ConditionFault[];
  /** Behind says that the builder was changed and is not in order, so that this is the text before. */
  behind: boolean;
  onChange: (text: string) => void;
  onLeave: () => void;
}

/** TextView is the condition as text, with its faults underlined where they are. */
export function TextView({ text, faults, behind, onChange, onLeave }: Props) {
  const t = useT();
  const language = useLanguage();
  const area = useRef<HTMLTextAreaElement>(null);
  const under = useRef<HTMLDivElement>(null);
  const placed = faults.filter((f) => f.line > 0);
  const show = (f: ConditionFault) => {
    const letters = [...text];
    const from = letters.slice(0, f.offset).join('').length;
    area.current?.focus();
    area.current?.setSelectionRange(from, from + letters.slice(f.offset, f.offset + f.length).join('').length);
  };
  return (
    <div className="stack tight">
      <div className="text-view" data-behind={behind || undefined}>
        <div ref={under} className="text-marks" aria-hidden>
          {marked(text, placed)}
          {'\n'}
        </div>
        <textarea
          ref={area}
          value={text}
          aria-label={t('cond.text')}
          aria-invalid={placed.length > 0 || undefined}
          aria-describedby="text-faults"
          spellCheck={false}
          autoCapitalize="off"
          maxLength={20_000}
          onChange={(e) => onChange(e.target.value)}
          onBlur={onLeave}
          onScroll={(e) => under.current && (under.current.scrollTop = e.currentTarget.scrollTop)}
        />
      </div>
      <ul id="text-faults" className="text-faults" aria-live="polite">
        {faults.map((f, i) => (
          <li key={i} className="fault-line">
            {f.line > 0 ? (
              <button type="button" className="link-button" onClick={() => show(f)} aria-label={t('cond.showFault', { line: f.line, column: f.column })}>
                {f.line}:{f.column}
              </button>
            ) : null}
            <span>{language === 'zh' ? f.chinese : f.english}</span>
            {f.suggest && f.line > 0 && (
              <button type="button" className="link-button" onClick={() => onChange(mended(text, f))}>
                {t('cond.use', { what: f.suggest })}
              </button>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** marked gives the text with the pieces that are at fault marked; what has no length marks the letter it stands at. */
function marked(text: string, faults: ConditionFault[]): ReactNode[] {
  const letters = [...text];
  const out: ReactNode[] = [];
  let at = 0;
  for (const f of [...faults].sort((a, b) => a.offset - b.offset)) {
    const from = Math.max(at, f.offset);
    const to = Math.max(f.offset + f.length, f.offset + 1);
    if (to <= at) continue;
    out.push(letters.slice(at, from).join(''), <mark key={from}>{letters.slice(from, to).join('') || ' '}</mark>);
    at = to;
  }
  out.push(letters.slice(at).join(''));
  return out;
}
