import { Button } from 'antd';
import { lazy, Suspense, useMemo } from 'react';
import { useNavigate } from 'react-router';
import { useUrl } from '@/app/url';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { Table } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useMembers, type Audience } from './api';
import { MemberCard, memberColumns, memberName } from './columns';

const Why = lazy(async () => ({ default: (await import('./Why')).Why }));

/** Members lists who is in an audience; a row opens the reason beside the list. */
export function Members({ audience: x }: { audience: Audience }) {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const navigate = useNavigate();
  const members = useMembers(x.id, `${x.version} ${x.size} ${x.state}`);
  const rows = useMemo(() => members.data?.pages.flatMap((p) => p.items ?? []), [members.data]);
  const columns = useMemo(() => memberColumns(t), [t]);
  const open = url.get('open');
  const opened = rows?.find((m) => m.customer === open);
  return (
    <>
      <Panel flush title={t('audience.members')} hint={t('audience.members.hint')}>
        {members.isError && (
          <div className="inset">
            <FaultNote error={members.error} retry={() => void members.refetch()} />
          </div>
        )}
        {rows?.length === 0 && <p className="muted inset">{t(x.state === 'founding' ? 'audience.founding.text' : 'audience.members.none')}</p>}
        {(members.isPending || !!rows?.length) && (
          <Table
            label={t('audience.members')}
            columns={columns}
            rows={rows}
            rowKey={(m) => m.customer}
            loading={members.isPending}
            skeleton={5}
            opened={open}
            onOpen={(m) => url.set({ open: m.customer })}
            onVisit={(m) => void navigate(`/customers/${m.customer}`)}
            card={(m) => <MemberCard member={m} />}
          />
        )}
        {members.hasNextPage && (
          <div className="more">
            <Button onClick={() => void members.fetchNextPage()} loading={members.isFetchingNextPage}>
              {t('action.more')}
            </Button>
            <span className="muted small list-count">{t('audience.members.shown', { n: f.number(rows?.length ?? 0), all: f.number(x.size) })}</span>
          </div>
        )}
      </Panel>
      <Suspense>{open && <Why audience={x} customer={open} name={opened ? memberName(t, opened) : ''} onClose={() => url.set({ open: undefined })} />}</Suspense>
    </>
  );
}
