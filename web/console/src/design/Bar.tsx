/** Bar shows how far work has come, 0 to 1. */
export function Bar({ share, label, percent = true }: { share: number; label: string; percent?: boolean }) {
  const n = Math.floor(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div className="bar-row">
      <div className="bar" role="progressbar" aria-label={label} aria-valuenow={n} aria-valuemin={0} aria-valuemax={100}>
        <span style={{ width: `${n}%` }} />
      </div>
      {percent && <span className="muted bar-words">{n}%</span>}
    </div>
  );
}
