import { Button, Checkbox, Input } from 'antd';
import { Link2, Pencil, Save, Trash2, Users } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { closeFloat, Float } from '@/design/Float';
import { FaultNote } from '@/design/Notes';
import { toast } from '@/design/toast';
import { useT, type Key } from '@/i18n';
import { useChangeView, useRemoveView, useSaveView, useViews, type View } from './views';

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
  const views = useViews();
  const [renaming, setRenaming] = useState('');
  const mine = views.data?.filter((v) => v.mine) ?? [];
  const shared = views.data?.filter((v) => !v.mine) ?? [];
  const saved = views.data?.find((v) => v.query === current);
  const known = given.find((g) => g.search === current);
  const row = (title: string, search: string, extra?: ReactNode) => (
    <div className="view-row" key={title + search} data-current={search === current || undefined}>
      <button
        type="button"
        onClick={(e) => {
          closeFloat(e.currentTarget);
          void navigate(`/customers${search ? `?${search}` : ''}`);
        }}
      >
        {title}
      </button>
      {extra}
    </div>
  );
  const own = (v: View) =>
    renaming === v.id ? (
      <Rename key={v.id} view={v} onDone={() => setRenaming('')} />
    ) : (
      row(v.mine ? v.name : t('view.of', { name: v.name, owner: v.owner || t('view.somebody') }), v.query, v.editable && <Tools view={v} onRename={() => setRenaming(v.id)} />)
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
          {saved?.name ?? (known ? t(known.key) : t('view.title'))}
        </>
      }
    >
      <div className="views">
        {given.map((g) => row(t(g.key), g.search))}
        {mine.length > 0 && <p className="faint views-head">{t('view.mine')}</p>}
        {mine.map(own)}
        {shared.length > 0 && <p className="faint views-head">{t('view.shared')}</p>}
        {shared.map(own)}
        {views.isError && <FaultNote error={views.error} retry={() => void views.refetch()} />}
        <SaveView current={current} mine={mine} />
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

/** Tools share, rename and remove a view. */
function Tools({ view: v, onRename }: { view: View; onRename: () => void }) {
  const t = useT();
  const change = useChangeView();
  const remove = useRemoveView();
  const failed = { onError: () => toast(t('view.failed'), 'harm') };
  const share = t(v.shared ? 'view.unshare' : 'view.share', { name: v.name });
  const button = (label: string, icon: ReactNode, onClick: () => void, on?: boolean) => (
    <Button size="small" type="text" aria-label={label} title={label} aria-pressed={on} icon={icon} className={on ? 'on' : undefined} onClick={onClick} />
  );
  return (
    <span className="view-tools">
      {button(share, <Users size={14} aria-hidden />, () => change.mutate({ id: v.id, shared: !v.shared }, { ...failed, onSuccess: () => toast(t(v.shared ? 'view.unshared' : 'view.sharedNow')) }), v.shared)}
      {button(t('view.rename', { name: v.name }), <Pencil size={14} aria-hidden />, onRename)}
      {button(t('view.delete', { name: v.name }), <Trash2 size={14} aria-hidden />, () => remove.mutate(v.id, { ...failed, onSuccess: () => toast(t('view.removed')) }))}
    </span>
  );
}

function Rename({ view: v, onDone }: { view: View; onDone: () => void }) {
  const t = useT();
  const change = useChangeView();
  const [name, setName] = useState(v.name);
  return (
    <form
      className="view-save"
      onSubmit={(e) => {
        e.preventDefault();
        change.mutate({ id: v.id, name }, { onSuccess: onDone });
      }}
    >
      <Input size="small" autoFocus value={name} maxLength={60} aria-label={t('view.name')} status={change.isError ? 'error' : undefined} onChange={(e) => setName(e.target.value)} />
      <Button size="small" htmlType="submit" loading={change.isPending} disabled={!name.trim()}>
        {t('action.save')}
      </Button>
    </form>
  );
}

/** SaveView keeps the present filters under a name; a name that is there already is renewed. */
function SaveView({ current, mine }: { current: string; mine: View[] }) {
  const t = useT();
  const save = useSaveView();
  const change = useChangeView();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const there = mine.find((v) => v.name === name.trim());
  const done = {
    onSuccess: () => {
      setName('');
      setShared(false);
      toast(t('view.saved'));
    },
  };
  const error = save.error ?? change.error;
  return (
    <form
      className="view-new"
      onSubmit={(e) => {
        e.preventDefault();
        if (!name.trim()) return;
        if (there) change.mutate({ id: there.id, query: current, shared: shared || there.shared }, done);
        else save.mutate({ name: name.trim(), query: current, shared }, done);
      }}
    >
      <div className="view-save">
        <Input size="small" value={name} maxLength={60} placeholder={t('view.name')} aria-label={t('view.name')} onChange={(e) => setName(e.target.value)} />
        <Button size="small" htmlType="submit" loading={save.isPending || change.isPending} icon={<Save size={14} aria-hidden />} disabled={!name.trim()}>
          {t(there ? 'view.renew' : 'action.save')}
        </Button>
      </div>
      {name.trim() && (
        <Checkbox checked={shared} onChange={(e) => setShared(e.target.checked)}>
          {t('view.shareIt')}
        </Checkbox>
      )}
      {error && <FaultNote error={error} kept={t('form.kept')} />}
    </form>
  );
}
