import { useCallback, useEffect, useMemo, useState } from 'react';
import { useCheck, type Asked } from '../api';
import { useHistory, useSettled } from '../history';
import { fromNode, owner, toNode, type Item, type Node } from '../tree';
import type { Editing } from './context';

/** Milliseconds of rest after which what was written is checked. */
const rest = 250;

/** Beginning is what the editor starts with: the text of an audience or of an example. */
export interface Beginning {
  text: string;
  tree?: Node;
}

/** useEditor keeps the tree and the text of a condition in step: whichever was changed last leads, and the server's check carries it over to the other. */
export function useEditor({ text: firstText, tree }: Beginning) {
  const { now: root, change, reset, undo, redo, canUndo, canRedo } = useHistory<Item>(useMemo(() => fromNode(tree ?? {}), []));
  const [text, setText] = useState(firstText);
  // A text without its tree, such as a ready example, leads until it has been read.
  const [leads, setLeads] = useState<'tree' | 'text'>(tree || !firstText ? 'tree' : 'text');
  const [typing, setTyping] = useState(false);

  const { node, paths } = useMemo(() => toNode(root), [root]);
  const asked = useMemo<Asked>(() => (leads === 'text' ? { text } : { tree: node }), [leads, text, node]);
  const settled = useSettled(asked, rest);
  const check = useCheck(settled);
  const answer = check.data;
  const current = answer && !check.isPlaceholderData && same(answer.asked, asked);

  useEffect(() => {
    if (!current || !answer.checked.valid) return;
    if ('text' in answer.asked) {
      if (leads !== 'text') return;
      const read = answer.checked.tree as Node;
      // What the editor began with is nothing to take back.
      if (!canUndo && answer.asked.text === firstText) reset(fromNode(read));
      else change((now) => (same(toNode(now).node, read) ? now : fromNode(read)), 'text');
    } else setText(answer.checked.text);
    // Only answers move this: whether there is something to take back is asked when one comes.
  }, [current, answer, leads, change, reset]);

  const lead = useCallback(
    (fn: () => void) => {
      setLeads('tree');
      fn();
    },
    [setLeads],
  );
  const wrong = answer && !answer.checked.valid ? answer.checked.faults : [];
  const faults = useMemo(() => {
    const out: Editing['faults'] = new Map();
    if (leads !== 'tree') return out;
    for (const fault of wrong) {
      const at = owner(paths, fault.path);
      if (at) out.set(at.id, [...(out.get(at.id) ?? []), { rest: at.rest, fault }]);
    }
    return out;
  }, [leads, wrong, paths]);

  return {
    root,
    text,
    leads,
    faults,
    /** What the text view underlines. */
    textFaults: leads === 'text' ? wrong : [],
    /** The last answer, perhaps of what stood there a moment ago. */
    checked: answer?.checked,
    /** Whether what is on the screen was found in order; undefined while that is not known. */
    valid: current ? answer.checked.valid : undefined,
    error: check.error,
    change: useCallback((fn: (root: Item) => Item, key?: string) => lead(() => change(fn, key)), [lead, change]),
    undo: useCallback(() => lead(undo), [lead, undo]),
    redo: useCallback(() => lead(redo), [lead, redo]),
    canUndo,
    canRedo,
    typing,
    write: useCallback((next: string) => {
      setLeads('text');
      setTyping(true);
      setText(next);
    }, []),
    /** Leave puts the text into its one form once nobody types in it any more. */
    leave: useCallback(() => {
      setTyping(false);
      if (current && answer.checked.valid) setText(answer.checked.text);
    }, [current, answer]),
  };
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
