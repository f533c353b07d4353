import type { ReactNode } from 'react';
import { Mark } from '@/design/Mark';
import { choose, useLanguage, useT } from '@/i18n';
import './door.css';

/** Door is the friendly frame of the two pages that stand before the console. */
export function Door({ title, hint, children }: { title: string; hint?: ReactNode; children?: ReactNode }) {
  const t = useT();
  const language = useLanguage();
  return (
    <div className="door">
      <aside className="door-art" aria-hidden>
        <svg viewBox="0 0 400 400" className="door-loop">
          <circle cx="200" cy="200" r="150" />
          <circle cx="200" cy="200" r="108" />
          <circle cx="200" cy="200" r="66" />
          <path d="M200 50a150 150 0 1 1-106 44" />
          <circle className="dot" cx="94" cy="94" r="9" />
          <circle className="seed" cx="200" cy="200" r="22" />
        </svg>
        <p className="door-line">{t('door.line')}</p>
      </aside>
      <main className="door-main">
        <div className="door-box">
          <div className="door-brand">
            <Mark size={32} />
            <span>{t('door.brand')}</span>
          </div>
          <h1>{title}</h1>
          {hint && <p className="muted">{hint}</p>}
          {children}
        </div>
        <p className="door-foot">
          <button type="button" className="link-button" lang={language === 'en' ? 'zh-CN' : 'en'} onClick={() => void choose(language === 'en' ? 'zh' : 'en')}>
            {language === 'en' ? '简体中文' : 'English'}
          </button>
        </p>
      </main>
    </div>
  );
}
