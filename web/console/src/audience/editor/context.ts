import { createContext, useContext } from 'react';
import type { Catalogue, ConditionFault } from '../api';
import type { Item } from '../tree';

/** Editing is what every part of the builder needs: what can be spoken of, what is wrong where, and how to change the tree. */
export interface Editing {
  catalogue: Catalogue;
  /** Faults by item, with where within its condition. */
  faults: Map<number, { rest: string; fault: ConditionFault }[]>;
  change: (fn: (root: Item) => Item, key?: string) => void;
  /** Act changes the tree, says what was done, and keeps the focus on an item. */
  act: (fn: (root: Item) => Item, done: string, focus?: number) => void;
  /** Pick asks for something to put into a group at an index. */
  pick: (parent: number, index: number) => void;
  dragging: number | undefined;
  drag: (id: number | undefined) => void;
}

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = useContext(EditingContext);
  if (!editing) throw new Error('useEditing stands outside the builder');
  return editing;
}
