import { Button, Input } from 'antd';
import { Link2, Save, Trash2 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { closeFloat, Float } from '@/design/Float';
import { toast } from '@/design/toast';
import { useT, type Key } from '@/i18n';
import { readViews, writeViews, type View } from './filters';

/** Views that every shop needs from the first day. */
const given: { key: Key; search: string }[] = [
  { key: 'view.everyone', search: '' },
  { key: 'view.slipping', search: 'risk=high&sort=-value&tier=A%2CB' },
  { key: 'view.best', search: 'sort=-value&tier=A' },
  { key: 'view.second', search: 'sort=-lastOrder&stage=new' },
  { key: 'view.lost', search: 'sort=-revenue&stage=lost' },
];

/** ViewMenu opens a view, keeps the present one under a name, or copies its address. */
export function ViewMenu({ current, icon }: { current: string; icon: ReactNode }) {
  const t = useT();
  const navigate = useNavigate();
  const [views, setViews] = useState<View[]>(() => readViews(localStorage));
  const [name, setName] = useState('');
  const keep = (next: View[]) => {
    writeViews(localStorage, next);
    setViews(next);
  };
  const open = (search: string) => void navigate(`/customers${search ? `?${search}` : ''}`);
  const saved = views.find((v) => v.search === current);
  const label = saved?.name ?? (given.find((g) => g.search === current) && t(given.find((g) => g.search === current)!.key));
  const row = (title: string, search: string, extra?: ReactNode) => (
    <div className="view-row" key={title + search} data-current={search === current || undefined}>
      <button
        type="button"
        onClick={(e) => {
          closeFloat(e.currentTarget);
          open(search);
        }}
      >
        {title}
      </button>
      {extra}
    </div>
  );
  return (
    <Float
      side="below-end"
      label={t('view.title')}
      buttonClass="word-button"
        worded
      button={
        <>
          {icon}
          {label ?? t('view.title')}
        </>
      }
    >
      <div className="views">
          {given.map((g) => row(t(g.key), g.search))}
          {views.length > 0 && <p className="faint views-head">{t('view.mine')}</p>}
          {views.map((v) =>
            row(
              v.name,
              v.search,
              <Button size="small" type="text" aria-label={t('view.delete', { name: v.name })} icon={<Trash2 size={14} aria-hidden />} onClick={() => keep(views.filter((x) => x !== v))} />,
            ),
          )}
          <form
            className="view-save"
            onSubmit={(e) => {
              e.preventDefault();
              if (!name.trim()) return;
              keep([...views.filter((v) => v.name !== name.trim()), { name: name.trim(), search: current }]);
              setName('');
              toast(t('view.saved'));
            }}
          >
            <Input size="small" value={name} maxLength={60} placeholder={t('view.name')} aria-label={t('view.name')} onChange={(e) => setName(e.target.value)} />
            <Button size="small" htmlType="submit" icon={<Save size={14} aria-hidden />} disabled={!name.trim()}>
              {t('action.save')}
            </Button>
          </form>
          <Button
            size="small"
            type="text"
            icon={<Link2 size={14} aria-hidden />}
            onClick={() => void navigator.clipboard.writeText(window.location.href).then(() => toast(t('action.copied')))}
          >
            {t('view.copy')}
          </Button>
      </div>
    </Float>
  );
}
