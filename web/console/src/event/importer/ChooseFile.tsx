import { Button, Radio } from 'antd';
import { FileSpreadsheet } from 'lucide-react';
import { useEffect, useRef, useState, type DragEvent } from 'react';
import { useNavigate } from 'react-router';
import { Bar } from '@/design/Bar';
import { FaultNote } from '@/design/Notes';
import { Panel } from '@/design/Panel';
import { useFormat } from '@/format/useFormat';
import { useT } from '@/i18n';
import { sendFile, type ImportKind } from './api';

/** ChooseFile takes the file: dropped, or chosen. */
export function ChooseFile() {
  const t = useT();
  const f = useFormat();
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);
  const stop = useRef<AbortController>(undefined);
  const [kind, setKind] = useState<ImportKind>('orders');
  const [over, setOver] = useState(false);
  const [sending, setSending] = useState<{ file: File; share: number }>();
  const [fault, setFault] = useState<unknown>();
  useEffect(() => () => stop.current?.abort(), []);

  const send = async (file?: File) => {
    if (!file) return;
    setFault(undefined);
    setSending({ file, share: 0 });
    stop.current = new AbortController();
    try {
      const made = await sendFile(file, kind, (share) => setSending({ file, share }), stop.current.signal);
      void navigate(`/data/imports/${made.id}`, { replace: true });
    } catch (err) {
      setSending(undefined);
      if (!(err instanceof DOMException)) setFault(err);
    }
  };
  const dropped = (e: DragEvent) => {
    e.preventDefault();
    setOver(false);
    void send(e.dataTransfer.files[0]);
  };
  return (
    <div className="stack">
      <Panel title={t('choose.kind')}>
        <Radio.Group value={kind} onChange={(e) => setKind(e.target.value as ImportKind)} className="kind-cards" aria-label={t('choose.kind')}>
          {(['orders', 'customers'] as const).map((k) => (
            <Radio key={k} value={k}>
              <span className="strong">{t(`import.kind.${k}`)}</span>
              <span className="muted block">{t(`choose.${k}`)}</span>
            </Radio>
          ))}
        </Radio.Group>
      </Panel>
      <Panel title={t('choose.file')}>
        {sending ? (
          <div className="sending" role="status">
            <p>
              <span className="strong">{sending.file.name}</span> <span className="muted">{f.bytes(sending.file.size)}</span>
            </p>
            <Bar share={sending.share} label={t('choose.sending')} />
            <div className="row apart">
              <span className="muted">{t(sending.share >= 1 ? 'choose.reading' : 'choose.sending')}</span>
              <Button size="small" onClick={() => stop.current?.abort()}>
                {t('action.cancel')}
              </Button>
            </div>
          </div>
        ) : (
          <div
            className="drop"
            data-over={over || undefined}
            onDragOver={(e) => {
              e.preventDefault();
              setOver(true);
            }}
            onDragLeave={() => setOver(false)}
            onDrop={dropped}
          >
            <FileSpreadsheet size={32} aria-hidden />
            <p className="strong">{t('choose.drop')}</p>
            <p className="muted">{t('choose.formats')}</p>
            <Button type="primary" onClick={() => input.current?.click()}>
              {t('choose.browse')}
            </Button>
            <input
              ref={input}
              type="file"
              className="visually-hidden"
              accept=".csv,.tsv,.txt,.gz,text/csv"
              tabIndex={-1}
              aria-label={t('choose.file')}
              onChange={(e) => void send(e.target.files?.[0])}
            />
          </div>
        )}
        {fault !== undefined && (
          <div style={{ marginTop: 16 }}>
            <FaultNote error={fault} kept={t('choose.kept')} />
          </div>
        )}
      </Panel>
    </div>
  );
}
