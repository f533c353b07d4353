/** Mark is the sign of regulars: a loop that comes back to its start. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" fill="none" aria-hidden="true" focusable="false">
      <path d="M9.2 22.4a9.6 9.6 0 1 1 5.2 3.1" stroke="var(--accent)" strokeWidth="3.4" strokeLinecap="round" />
      <path d="M19.2 21.6 14.2 25.5l4.6 4.2" stroke="var(--accent)" strokeWidth="3" strokeLinecap="round" strokeLinejoin="round" />
      <circle cx="16" cy="16" r="3.2" fill="var(--attention-mark)" />
    </svg>
  );
}
