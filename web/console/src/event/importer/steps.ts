import type { Import } from './api';

export type Step = 0 | 1 | 2 | 3;

/** stepOf gives the step that an import's state belongs to. */
export function stepOf(i?: Pick<Import, 'state' | 'result'>): Step {
  if (!i) return 0;
  if (i.state === 'uploaded') return 1;
  if (i.state === 'checking' || i.state === 'checked') return 2;
  // A dry run that failed or was stopped leads back to what it was asked.
  if ((i.state === 'failed' || i.state === 'cancelled') && (!i.result || i.result.dryRun)) return 1;
  return 3;
}
