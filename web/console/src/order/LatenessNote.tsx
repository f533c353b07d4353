import { ArrowRight } from 'lucide-react';
import { Link } from 'react-router';
import { Note } from '@/design/Note';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useLateness } from './api';

/** LatenessNote says in one line how many promises were not kept, and leads to them. Where none is broken it says nothing. */
export function LatenessNote() {
  const t = useT();
  const f = useFormat();
  const found = useLateness().data;
  if (!found || found.overdue + found.deliveredLate === 0) return null;
  return (
    <Note
      tone={found.overdue > 0 ? 'attention' : 'plain'}
      action={
        <Link to={found.overdue > 0 ? '/today/late' : '/today/late?kind=delivered'} className="todo-go">
          {t('late.see')}
          <ArrowRight size={14} aria-hidden />
        </Link>
      }
    >
      {t('late.note', { overdue: f.number(found.overdue), delivered: f.number(found.deliveredLate) })}
    </Note>
  );
}
