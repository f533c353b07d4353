import { CircleHelp } from 'lucide-react';
import { known, useT, type Key } from '@/i18n';
import { Float } from './Float';

/** Topic names a definition: `how.<topic>` holds its words in both languages. */
export type Topic = Extract<Key, `how.${string}.title`> extends `how.${infer T}.title` ? T : never;

/** How is the small question mark that says how a number is counted. */
export function How({ topic }: { topic: Topic }) {
  const t = useT();
  const title = t(`how.${topic}.title`);
  const text = t(`how.${topic}.text` as Key);
  const exampleKey = `how.${topic}.example`;
  return (
    <Float buttonClass="ask" label={t('how.ask', { what: title })} button={<CircleHelp size={14} aria-hidden />}>
      <div className="how float-pad">
        <h3>{title}</h3>
        {text.split('\n').map((line) => (
          <p key={line}>{line}</p>
        ))}
        {known(exampleKey) && <p className="muted">{t(exampleKey)}</p>}
      </div>
    </Float>
  );
}
