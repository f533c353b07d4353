import { AppWindow, Globe, Mail, MessageCircle, Phone, Server, Smartphone, Store, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Risk, Stage, Tier } from '@/api/types';
import { useT, word } from '@/i18n';

/** TierBadge shows the value tier as its letter in its fixed colour. */
export function TierBadge({ tier }: { tier?: Tier | string }) {
  const t = useT();
  if (!tier) return <None />;
  const short = tier === 'new' ? t('tier.new') : tier;
  return (
    <span className="tier" style={{ '--tier': `var(--tier-${tier})` } as React.CSSProperties} title={word(t, `tier.${tier}.long`, tier)}>
      {short}
    </span>
  );
}

/** StageBadge shows the lifecycle stage as a coloured mark and its word. */
export function StageBadge({ stage, boxed }: { stage?: Stage | string; boxed?: boolean }) {
  const t = useT();
  if (!stage) return <None />;
  return (
    <span className={`badge${boxed ? ' boxed' : ''}`}>
      <span className="mark" style={{ background: `var(--stage-${stage})` }} />
      {word(t, `stage.${stage}`, stage)}
    </span>
  );
}

const riskTone: Record<Risk, string> = { low: 'good', medium: 'attention', high: 'harm', lost: 'plain' };

/** RiskBadge shows the churn risk in a word; its colour only supports the word. */
export function RiskBadge({ risk }: { risk?: Risk | string }) {
  const t = useT();
  if (!risk) return <None />;
  return <span className={`tag ${riskTone[risk as Risk] ?? ''}`}>{word(t, `risk.${risk}`, risk)}</span>;
}

export const channelIcons: Record<string, LucideIcon> = {
  web: Globe, app: Smartphone, store: Store, hotline: Phone, mini_program: AppWindow, email: Mail, server: Server,
  wechat: MessageCircle,
};

/** Channel shows where something happened, as an icon with its word. */
export function Channel({ channel }: { channel?: string }) {
  const t = useT();
  if (!channel) return null;
  const Icon = channelIcons[channel] ?? Globe;
  return (
    <span className="badge faint">
      <Icon size={13} aria-hidden />
      {word(t, `channel.${channel}`, channel)}
    </span>
  );
}

export type Tone = 'good' | 'attention' | 'harm' | 'accent' | 'plain';

/** Tag is a small word on a tinted ground. */
export function Tag({ tone = 'plain', children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`tag ${tone}`}>{children}</span>;
}

/** None stands for "not known": a dash for the eye, a word for the ear. */
export function None() {
  const t = useT();
  return (
    <span className="faint">
      <span aria-hidden>–</span>
      <span className="visually-hidden">{t('word.unknown')}</span>
    </span>
  );
}

/** Avatar shows a name's initials: two letters, or one character of a Chinese name. */
export function Avatar({ name, size = 32 }: { name: string; size?: number }) {
  return (
    <span className="avatar" aria-hidden data-initials={initials(name)} style={{ width: size, height: size, fontSize: Math.round(size * 0.38) }} />
  );
}

/** initials gives "WL" for "Wang Lei" and "磊" for "王磊" (the given name, as friends say it). */
export function initials(name: string): string {
  const trimmed = name.trim();
  if (/^\p{Script=Han}+$/u.test(trimmed)) return [...trimmed].at(-1) ?? '·';
  const words = trimmed.split(/[\s@._-]+/).filter((w) => /^\p{L}/u.test(w));
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!].map((w) => [...w][0]) : [[...(words[0] ?? '')][0]];
  return letters.join('').toUpperCase() || '·';
}
