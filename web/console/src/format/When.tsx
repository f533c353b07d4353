import { None } from '@/design/Badge';
import { useFormat } from './useFormat';

/** When shows an instant as "3 days ago"; the exact instant in the workspace's zone shows on hover. */
export function When({ at, exact }: { at?: string | null; exact?: boolean }) {
  const f = useFormat();
  if (!at) return <None />;
  return (
    <time dateTime={at} title={f.exact(at)} className="nowrap">
      {exact ? f.exact(at) : f.relative(at)}
    </time>
  );
}

/** Day shows the civil day of an instant; the exact instant shows on hover. */
export function Day({ at }: { at?: string | null }) {
  const f = useFormat();
  if (!at) return <None />;
  return (
    <time dateTime={at} title={f.exact(at)} className="nowrap">
      {f.day(at)}
    </time>
  );
}
