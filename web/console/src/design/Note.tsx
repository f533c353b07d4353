import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';

type Tone = 'plain' | 'attention' | 'harm' | 'good';
const icons = { plain: Info, attention: TriangleAlert, harm: CircleAlert, good: CircleCheck };

/** Note is a calm strip with something to know. */
export function Note({ tone = 'plain', title, children, action }: { tone?: Tone; title?: ReactNode; children?: ReactNode; action?: ReactNode }) {
  const Icon = icons[tone];
  return (
    <div className={`note ${tone}`} role={tone === 'harm' ? 'alert' : undefined}>
      <Icon size={18} aria-hidden />
      <div className="grow">
        {title && <p className="strong">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {action}
    </div>
  );
}
