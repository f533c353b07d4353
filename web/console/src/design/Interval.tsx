/** Interval draws a range with its middle on a line from zero, and says it in words below. */
export function Interval({ low, mid, high, label }: { low: number; mid: number; high: number; label: string }) {
  const top = Math.max(high, 1) * 1.04;
  const at = (v: number) => `${Math.min(100, Math.max(0, (v / top) * 100))}%`;
  return (
    <div>
      <div className="interval" aria-hidden>
        <span className="interval-range" style={{ left: at(low), right: `calc(100% - ${at(high)})` }} />
        <span className="interval-mid" style={{ left: at(mid) }} />
      </div>
      <p className="muted interval-words">{label}</p>
    </div>
  );
}
