import { Note } from '@/design/Note';
import { Bar } from '@/design/Bar';
import { When } from '@/format/When';
import { type Language, useT, word, type Translate } from '@/i18n';
import type { Tag, TagText } from './api';

/** told gives a text in a language; where it is not said, in the other one. */
export const told = (x: TagText | undefined, l: Language) => (l === 'zh' ? x?.zh || x?.en : x?.en || x?.zh) ?? '';

/** valued gives a value as people read it: its name, yes or no, or itself. */
export function valued(t: Translate, l: Language, x: { value: string; name?: TagText; label?: TagText }) {
  return told(x.label ?? x.name, l) || (x.value === 'true' ? t('tag.yes') : x.value === 'false' ? t('tag.no') : x.value);
}

/** Known shows of how many customers a tag is known. */
export function Known({ tag: x }: { tag: Tag }) {
  const t = useT();
  return <Bar share={x.customers ? x.known / x.customers : 0} label={t('tag.known')} />;
}

/** Standing says how far a tag's values can be relied on. */
export function Standing({ tag: x }: { tag: Tag }) {
  const t = useT();
  if (x.state === 'ready') return <When at={x.asOf} />;
  return (
    <span className={x.state === 'off' ? 'faint' : 'strong'} title={word(t, `tag.state.${x.state}.hint`, '')}>
      {word(t, `tag.state.${x.state}`, x.state)}
    </span>
  );
}

/** Trouble explains a state that needs somebody. */
export function Trouble({ tag: x }: { tag: Tag }) {
  const t = useT();
  if (x.state !== 'broken' && x.state !== 'stale') return null;
  return <Note tone="attention">{word(t, `tag.state.${x.state}.hint`, '')}</Note>;
}
