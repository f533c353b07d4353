import { choice, useUrl } from '@/app/url';
import { Channel, None, Tag, type Tone } from '@/design/Badge';
import { Bones } from '@/design/Bone';
import { Choice } from '@/design/Choice';
import { How } from '@/design/How';
import { Empty, FaultNote } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { Table, type Column } from '@/design/Table';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { useTouchpoints, type Touchpoint } from './api';
import { useTodayTabs } from './tabs';

const periods = ['90', '30', '365'] as const;
const tones: Record<string, Tone> = { A: 'good', B: 'good', C: 'plain', D: 'attention', E: 'harm' };

/** TouchpointsPage shows where customers meet the brand, graded by what they say of it. */
export function TouchpointsPage() {
  const t = useT();
  const f = useFormat();
  const url = useUrl();
  const period = choice(url.get('days'), periods);
  const found = useTouchpoints(Number(period));
  const data = found.data;
  const name = (p: Touchpoint) => (p.channel ? <Channel channel={p.channel} /> : t('touchpoint.unnamed'));
  const rate = (p: Touchpoint) => (p.orders ? p.complaints / p.orders : undefined);
  const grade = (p: Touchpoint) => (p.grade ? <Tag tone={tones[p.grade]}>{t('touchpoint.grade.is', { grade: p.grade })}</Tag> : <span className="muted">{t('touchpoint.few')}</span>);
  const stars = (p: Touchpoint) => (p.rating === undefined ? <None /> : `${f.number(p.rating, 1)} (${f.number(p.ratings)})`);
  const columns: Column<Touchpoint>[] = [
    { id: 'channel', title: t('touchpoint.channel'), cell: name },
    { id: 'grade', title: t('touchpoint.grade'), cell: grade },
    { id: 'points', title: t('touchpoint.points'), numeric: true, cell: (p) => (p.points === undefined ? <None /> : f.number(Math.round(p.points))) },
    { id: 'customers', title: t('touchpoint.traffic'), numeric: true, cell: (p) => f.number(p.customers) },
    { id: 'conversion', title: t('touchpoint.conversion'), numeric: true, cell: (p) => f.percent(p.conversion) },
    { id: 'orders', title: t('col.orders'), numeric: true, cell: (p) => f.number(p.orders) },
    { id: 'rating', title: t('touchpoint.rating'), numeric: true, cell: stars },
    { id: 'complaints', title: t('touchpoint.complaints'), numeric: true, cell: (p) => (rate(p) === undefined ? f.number(p.complaints) : `${f.number(p.complaints)} (${f.percent(rate(p)!)})`) },
  ];
  return (
    <Page
      title={t('touchpoint.title')}
      hint={t('touchpoint.hint')}
      tabs={useTodayTabs()}
      actions={
        <Choice
          label={t('overview.period')}
          value={period}
          onChange={(days) => url.set({ days: days === '90' ? undefined : days })}
          options={(['30', '90', '365'] as const).map((d) => ({ value: d, label: t('overview.period.days', { n: d }) }))}
        />
      }
    >
      {found.isError && <FaultNote error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && (
        <Panel>
          <Bones lines={6} gap={18} />
        </Panel>
      )}
      {data?.items.length === 0 && (
        <Panel>
          <Empty title={t('touchpoint.none.title')}>{t('touchpoint.none.text')}</Empty>
        </Panel>
      )}
      {data && data.items.length > 0 && (
        <Panel flush title={<>{t('touchpoint.list')}<How topic="touchpoint" /></>} hint={f.between(data.period.from, data.period.to)}>
          <Table
            label={t('touchpoint.list')}
            columns={columns}
            rows={data.items}
            rowKey={(p) => p.channel}
            card={(p) => (
              <div className="stack tight">
                <div className="row apart">
                  <span className="strong">{name(p)}</span>
                  {grade(p)}
                </div>
                <span className="muted">{t('touchpoint.card', { n: f.number(p.customers), share: f.percent(p.conversion) })}</span>
                <span className="muted">
                  {t('touchpoint.rating')} {stars(p)} · {t('touchpoint.complaints')} {f.number(p.complaints)}
                </span>
              </div>
            )}
          />
        </Panel>
      )}
    </Page>
  );
}
