import { Button } from 'antd';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useT } from '@/i18n';

/** CopyButton puts text on the clipboard and says that it did. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useT();
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text).catch(() => fallbackCopy(text));
    setDone(true);
    window.setTimeout(() => setDone(false), 2000);
  };
  return (
    <Button size="small" onClick={copy} icon={done ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} aria-live="polite">
      {done ? t('action.copied') : (label ?? t('action.copy'))}
    </Button>
  );
}

// Without HTTPS a browser has no clipboard API; a selection still copies.
function fallbackCopy(text: string) {
  const box = document.createElement('textarea');
  box.value = text;
  document.body.append(box);
  box.select();
  document.execCommand('copy');
  box.remove();
}

/** Code shows text to be copied as it is. */
export function Code({ text, label }: { text: string; label: string }) {
  return (
    <div className="code">
      <pre tabIndex={0} role="region" aria-label={label}>
        {text}
      </pre>
      <div className="copy">
        <CopyButton text={text} />
      </div>
    </div>
  );
}
