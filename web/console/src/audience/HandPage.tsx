import { Button, Input } from 'antd';
import { ChevronLeft, Ellipsis, PenLine, Plus, Trash2 } from 'lucide-react';
import { useEffect, useMemo, useRef, useState, type ComponentRef } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { NotFound } from '@/app/Fallbacks';
import { useCan } from '@/app/session';
import { Bones } from '@/design/Bone';
import { Ask, Dialog } from '@/design/Dialog';
import { Menu } from '@/design/Menu';
import { Empty, FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table } from '@/design/Table';
import { toast } from '@/design/toast';
import { When } from '@/format/When';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useAddToList, useListed, useLists, useRemoveList, useTakeFromList } from './api';
import { ListDialog } from './ListDialog';
import { memberColumns, MemberCard } from './columns';
import { Refusal } from './Refusal';
import './audience.css';

/** HandPage is a list kept by hand: who is on it, who is put on it, who is taken off. */
export function HandPage() {
  const t = useT();
  const f = useFormat();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const may = useCan('audiences:write');
  const lists = useLists();
  const list = lists.data?.items.find((l) => l.id === id);
  const members = useListed(id);
  const take = useTakeFromList(id);
  const remove = useRemoveList(id);
  const [dialog, setDialog] = useState<'' | 'add' | 'rename' | 'remove'>('');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const rows = useMemo(() => members.data?.pages.flatMap((p) => p.items ?? []), [members.data]);
  const columns = useMemo(() => memberColumns(t), [t]);
  if (lists.isSuccess && !list) return <NotFound />;
  const items = [
    { key: 'rename', icon: <PenLine size={15} />, label: t('list.rename'), onClick: () => setDialog('rename') },
    { key: 'remove', danger: true, icon: <Trash2 size={15} />, label: t('list.remove'), onClick: () => setDialog('remove') },
  ];
  return (
    <>
      <div className="page crumb-page">
        <Link to="/audiences" className="row tight">
          <ChevronLeft size={16} aria-hidden />
          {t('place.audiences')}
        </Link>
      </div>
      <Page
        title={list?.name ?? ''}
        hint={list && <>{list.description || t('list.hint')} · {t('list.by', { name: list.createdBy })} <When at={list.createdAt} /></>}
        actions={
          may && (
            <>
              <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setDialog('add')}>
                {t('list.add')}
              </Button>
              <Menu items={items} label={t('list.actions')} button={<Ellipsis size={16} aria-hidden />} />
            </>
          )
        }
      >
        <Panel flush className="list-panel">
          {members.isPending && (
            <div className="inset">
              <Bones lines={6} gap={18} />
            </div>
          )}
          {members.isError && (
            <div className="inset">
              <FaultNote error={members.error} retry={() => void members.refetch()} />
            </div>
          )}
          {rows?.length === 0 && <Empty title={t('list.none.title')}>{t('list.none.text')}</Empty>}
          {take.isError && (
            <div className="inset">
              <FaultNote error={take.error} />
            </div>
          )}
          {chosen.size > 0 && (
            <div className="chosen-bar">
              <span className="strong">{t('list.chosen', { count: chosen.size, n: f.number(chosen.size) })}</span>
              <Button
                size="small"
                loading={take.isPending}
                onClick={() => take.mutate([...chosen], { onSuccess: (r) => (setChosen(new Set()), toast(t('list.taken', { count: r.taken, n: f.number(r.taken) }))) })}
              >
                {t('list.take')}
              </Button>
            </div>
          )}
          {!!rows?.length && (
            <Table
              label={t('audience.members')}
              columns={columns}
              rows={rows}
              rowKey={(m) => m.customer}
              onOpen={(m) => void navigate(`/customers/${m.customer}`)}
              card={(m) => <MemberCard member={m} />}
              {...(may && { chosen, onChoose: setChosen })}
            />
          )}
          {members.hasNextPage && (
            <div className="more">
              <Button onClick={() => void members.fetchNextPage()} loading={members.isFetchingNextPage}>
                {t('action.more')}
              </Button>
            </div>
          )}
        </Panel>
      </Page>
      {dialog === 'add' && <AddDialog id={id} onClose={() => setDialog('')} />}
      {dialog === 'rename' && list && <ListDialog list={list} onClose={() => setDialog('')} />}
      {dialog === 'remove' && list && (
        <Ask
          title={t('list.remove.title', { name: list.name })}
          text={t('list.remove.text', { n: f.number(list.size) })}
          act={t('list.remove')}
          danger
          busy={remove.isPending}
          fault={remove.isError && <Refusal error={remove.error} what="list" />}
          onAct={() => remove.mutate(undefined, { onSuccess: () => (toast(t('list.removed')), void navigate('/audiences')) })}
          onClose={() => setDialog('')}
        />
      )}
    </>
  );
}

const kinds = ['email', 'phone', 'user_id', 'card'] as const;

/** AddDialog puts customers on a list by what identifies them, one a line, as a column of a table is pasted. */
function AddDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useT();
  const f = useFormat();
  const add = useAddToList(id);
  const first = useRef<ComponentRef<typeof Input.TextArea>>(null);
  useEffect(() => first.current?.focus(), []);
  const [text, setText] = useState('');
  const [kind, setKind] = useState<string>('email');
  const values = [...new Set(text.split(/[\n,;，；\t]/).map((s) => s.trim()).filter(Boolean))];
  return (
    <Dialog
      title={t('list.add')}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t(add.isSuccess ? 'action.close' : 'action.cancel')}</Button>
          <Button type="primary" disabled={!values.length || values.length > 10_000} loading={add.isPending} onClick={() => add.mutate({ kind, values }, { onSuccess: () => setText('') })}>
            {t('list.add.act', { count: values.length, n: f.number(values.length) })}
          </Button>
        </>
      }
    >
      <div className="stack">
        <label className="field">
          <span>{t('list.add.kind')}</span>
          <select className="plain-select" value={kind} onChange={(e) => setKind(e.target.value)}>
            {kinds.map((k) => (
              <option key={k} value={k}>
                {t(`identity.${k}`)}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span>{t('list.add.values')}</span>
          <Input.TextArea rows={8} value={text} spellCheck={false} ref={first} onChange={(e) => setText(e.target.value)} />
        </label>
        {add.isSuccess && (
          <Note tone={add.data.unknown ? 'attention' : 'good'}>
            {t('list.added', { count: add.data.added, n: f.number(add.data.added) })}
            {add.data.unknown > 0 && ` ${t('list.unknown', { count: add.data.unknown, n: f.number(add.data.unknown) })}`}
          </Note>
        )}
        {add.isError && <FaultNote error={add.error} kept={t('form.kept')} />}
      </div>
    </Dialog>
  );
}
