import { Button } from 'antd';
import { ArrowUpRight } from 'lucide-react';
import { useNavigate } from 'react-router';
import { Beside } from '@/design/Beside';
import { Bones } from '@/design/Bone';
import { FaultNote, Note } from '@/design/Notes';
import { useT } from '@/i18n';
import { useReasons, type Audience } from './api';
import { Reasons } from './Reasons';

/** Why says of each condition what was found of a customer. */
export function Why({ audience: x, customer, name, onClose }: { audience: Audience; customer: string; name: string; onClose: () => void }) {
  const t = useT();
  const navigate = useNavigate();
  const why = useReasons(x.id, customer);
  return (
    <Beside
      label={t('audience.why')}
      title={name || why.data?.name || t('audience.why')}
      onClose={onClose}
      extra={
        <Button type="primary" icon={<ArrowUpRight size={15} aria-hidden />} onClick={() => void navigate(`/customers/${customer}`)}>
          {t('customer.openPage')}
        </Button>
      }
    >
      <div className="stack">
        <h3>{t('audience.why')}</h3>
        {why.isPending && <Bones lines={4} />}
        {why.isError && <FaultNote error={why.error} retry={() => void why.refetch()} />}
        {why.data && !why.data.matches && <Note tone="attention">{t('audience.why.not')}</Note>}
        {why.data && <Reasons reasons={why.data.reasons} />}
      </div>
    </Beside>
  );
}
