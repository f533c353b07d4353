import { Button, Input } from 'antd';
import { ChevronLeft, Redo2, Undo2 } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Link, useBlocker, useNavigate, useParams } from 'react-router';
import { faultOf } from '@/api/fault';
import { NotFound } from '@/app/Fallbacks';
import { useCan } from '@/app/session';
import { useUrl } from '@/app/url';
import { Bones } from '@/design/Bone';
import { Ask } from '@/design/Dialog';
import { FaultNote, Note } from '@/design/Notes';
import { Page } from '@/design/Page';
import { Panel } from '@/design/Panel';
import { toast } from '@/design/toast';
import { useLanguage, useT } from '@/i18n';
import { useAudience, useCatalogue, useSave, type Audience, type Catalogue } from './api';
import { EditingContext, type Editing } from './editor/context';
import { EstimatePanel } from './editor/EstimatePanel';
import { Picker } from './editor/Picker';
import { GroupBox, handleOf, neighbour } from './editor/Row';
import { TextView } from './editor/TextView';
import { useEditor } from './editor/useEditor';
import { Refusal } from './Refusal';
import { find, insert, leaf, type Node } from './tree';
import './audience.css';

/** EditorPage builds an audience, or changes one. */
export function EditorPage() {
  const t = useT();
  const { id = '' } = useParams();
  const url = useUrl();
  const catalogue = useCatalogue();
  const audience = useAudience(id);
  const ready = catalogue.data && (!id || audience.data);
  const failed = catalogue.isError ? catalogue : audience.isError ? audience : undefined;
  if (audience.isError && faultOf(audience.error).status === 404) return <NotFound />;
  if (ready) return <Editor key={id} catalogue={catalogue.data} audience={audience.data} name={url.get('name')} text={url.get(id ? 'from' : 'text')} />;
  return (
    <Page title={t(id ? 'audience.edit.title' : 'audience.new')}>
      {failed ? (
        <FaultNote error={failed.error} retry={() => void failed.refetch()} />
      ) : (
        <Panel>
          <Bones lines={10} gap={20} />
        </Panel>
      )}
    </Page>
  );
}

function Editor({ catalogue, audience, name: firstName, text }: { catalogue: Catalogue; audience?: Audience; name: string; text: string }) {
  const t = useT();
  const language = useLanguage();
  const navigate = useNavigate();
  // What is edited is what stood there at the beginning; news of its size do not disturb it.
  const [first] = useState({ name: audience?.name ?? firstName, description: audience?.description ?? '', text: text || (audience?.text ?? ''), tree: text ? undefined : (audience?.tree as Node | undefined) });
  const [name, setName] = useState(first.name);
  const [description, setDescription] = useState(first.description);
  const [asked, setAsked] = useState(false);
  const editor = useEditor(first);
  // An audience cannot ask about itself.
  const others = useMemo(() => ({ ...catalogue, audiences: catalogue.audiences.filter((n) => n !== audience?.name) }), [catalogue, audience?.name]);
  const save = useSave(audience?.id ?? '');
  const may = useCan('audiences:write');
  const done = useRef(false);
  // An earlier version that was taken up is a change, too.
  const dirty = (!!audience && !!text) || editor.canUndo || name !== first.name || description !== first.description || (editor.leads === 'text' && editor.text !== first.text);
  const blocker = useBlocker(useCallback(() => dirty && !done.current, [dirty]));
  const fault = save.error ? faultOf(save.error) : undefined;
  const nameFault = fault?.fields.find((x) => x.field === 'name') ?? (fault?.reason === 'taken' ? fault : undefined);
  const nameless = asked && !name.trim();

  const send = () => {
    if (!may) return;
    setAsked(true);
    if (!name.trim()) return document.getElementById('audience-name')?.focus();
    if (editor.valid !== true || !editor.checked) return;
    save.mutate(
      { name: name.trim(), description: description.trim(), text: editor.checked.text },
      {
        onSuccess: (saved) => {
          done.current = true;
          toast(t(audience ? 'audience.saved' : 'audience.made'));
          void navigate(`/audiences/${saved.id}`);
        },
      },
    );
  };
  const keys = (e: KeyboardEvent) => {
    if (!(e.ctrlKey || e.metaKey)) return;
    const key = e.key.toLowerCase();
    if (key === 's') {
      e.preventDefault();
      send();
    } else if ((key === 'z' || key === 'y') && !(e.target as HTMLElement).matches('input:not([type=date]), textarea')) {
      e.preventDefault();
      if (key === 'y' || e.shiftKey) editor.redo();
      else editor.undo();
    }
  };
  const back = audience ? `/audiences/${audience.id}` : '/audiences';
  const words = editor.checked?.valid ? (language === 'zh' ? editor.checked.chinese : editor.checked.english) : '';
  return (
    <div onKeyDown={keys}>
      <Page
        title={audience ? t('audience.edit', { name: audience.name }) : t('audience.new')}
        hint={t('audience.edit.hint')}
        actions={
          <>
            <Link to={back} className="row tight back-link">
              <ChevronLeft size={16} aria-hidden />
              {t('action.cancel')}
            </Link>
            <Button type="primary" onClick={send} loading={save.isPending} disabled={editor.valid === false || !may} title={may ? undefined : t('fault.forbidden')}>
              {t('audience.save')}
            </Button>
          </>
        }
      >
        <div className="stack">
          {fault && !nameFault && <Refusal error={save.error} what="audience" />}
          <div className="names">
            <label className="field">
              <span>{t('col.name')}</span>
              <Input id="audience-name" value={name} maxLength={80} status={nameless || nameFault ? 'error' : undefined} placeholder={t('audience.name.example')} onChange={(e) => (setName(e.target.value), save.isError && save.reset())} autoFocus={!audience && !firstName} />
              {(nameless || nameFault) && <span className="fault-line">{t(nameless ? 'form.required' : nameFault?.reason === 'taken' ? 'audience.taken' : 'fault.reason.too_long')}</span>}
            </label>
            <label className="field">
              <span>{t('audience.description')}</span>
              <Input value={description} maxLength={600} onChange={(e) => setDescription(e.target.value)} />
            </label>
          </div>
          <div className="editor">
            <div className="stack">
              <Builder catalogue={others} editor={editor} />
              {words && (
                <Panel title={t('audience.words')}>
                  <p className="prose">{words}</p>
                </Panel>
              )}
            </div>
            <div className="stack">
              <EstimatePanel checked={editor.checked} />
              <Panel title={t('cond.text')}>
                <TextView text={editor.text} faults={editor.textFaults} behind={editor.leads === 'tree' && editor.valid === false} onChange={editor.write} onLeave={editor.leave} />
                {editor.leads === 'tree' && editor.valid === false && <p className="muted small">{t('cond.textBehind')}</p>}
              </Panel>
            </div>
          </div>
        </div>
      </Page>
      {blocker.state === 'blocked' && (
        <Ask title={t('audience.leave')} text={t('audience.leave.text')} act={t('audience.leave.act')} danger onAct={() => blocker.proceed()} onClose={() => blocker.reset()} />
      )}
    </div>
  );
}

/** Builder is the condition as nested groups, with its undo, its picker, and what a screen reader hears of moves. */
function Builder({ catalogue, editor }: { catalogue: Catalogue; editor: ReturnType<typeof useEditor> }) {
  const t = useT();
  const [target, setTarget] = useState<{ parent: number; index: number }>();
  const [dragging, setDragging] = useState<number>();
  const [said, setSaid] = useState('');
  const [focus, setFocus] = useState<{ id?: number }>({});
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (focus.id === undefined) return;
    (handleOf(focus.id) ?? box.current?.querySelector<HTMLElement>('.group-foot button'))?.focus();
  }, [focus]);
  const { root, change, faults } = editor;
  const act = useCallback<Editing['act']>(
    (fn, done, id) => {
      const next = fn(root);
      change(() => next);
      setSaid(next === root ? t('cond.said.nothing') : done);
      if (id !== undefined) setFocus({ id: find(next, id) ? id : (neighbour(root, id) ?? 0) });
    },
    [root, change, t],
  );
  const value = useMemo<Editing>(
    () => ({ catalogue, faults, change, act, pick: (parent, index) => setTarget({ parent, index }), dragging, drag: setDragging }),
    [catalogue, faults, change, act, dragging],
  );
  return (
    <EditingContext value={value}>
      <Panel
        title={t('cond.title')}
        className="builder"
        extra={
          <span className="row tight">
            <button type="button" className="icon-button small" onClick={editor.undo} disabled={!editor.canUndo} aria-label={t('cond.undo')} title={t('cond.undo')}>
              <Undo2 size={16} aria-hidden />
            </button>
            <button type="button" className="icon-button small" onClick={editor.redo} disabled={!editor.canRedo} aria-label={t('cond.redo')} title={t('cond.redo')}>
              <Redo2 size={16} aria-hidden />
            </button>
          </span>
        }
      >
        <div ref={box} className="stack" data-behind={(editor.leads === 'text' && editor.valid === false) || undefined}>
          {editor.leads === 'text' && editor.valid === false && <Note tone="attention">{t('cond.builderBehind')}</Note>}
          {editor.error && <FaultNote error={editor.error} />}
          <GroupBox item={root} root />
        </div>
        <p className="visually-hidden" role="status">
          {said}
        </p>
      </Panel>
      {target && (
        <Picker
          onClose={() => setTarget(undefined)}
          onPick={(p) => {
            const item = leaf(p.make());
            setTarget(undefined);
            act((tree) => insert(tree, target.parent, target.index, item), t('cond.said.added', { what: p.label }), item.id);
          }}
        />
      )}
    </EditingContext>
  );
}
