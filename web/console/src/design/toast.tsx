import { CircleAlert, CircleCheck } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import './float.css';

interface Toast {
  id: number;
  tone: 'good' | 'harm';
  text: string;
}

let toasts: Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

function publish(next: Toast[]) {
  toasts = next;
  listeners.forEach((fn) => fn());
}

/** toast says in passing that something was done, or was not. */
export function toast(text: string, tone: Toast['tone'] = 'good') {
  const id = ++last;
  publish([...toasts.slice(-2), { id, tone, text }]);
  window.setTimeout(() => publish(toasts.filter((x) => x.id !== id)), tone === 'good' ? 4_000 : 8_000);
}

/** Toasts is where they show; screen readers hear them. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (fn) => {
      listeners.add(fn);
      return () => listeners.delete(fn);
    },
    () => toasts,
  );
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((x) => (
        <div key={x.id} className={`toast ${x.tone}`}>
          {x.tone === 'good' ? <CircleCheck size={17} aria-hidden /> : <CircleAlert size={17} aria-hidden />}
          {x.text}
        </div>
      ))}
    </div>
  );
}
