import { ArrowDownRight, ArrowUpRight, Minus } from 'lucide-react';
import type { ReactNode } from 'react';
import { How, type Topic } from './How';
import { Bone } from './Bone';

export interface Change {
  /** Words of the change, such as "+1.2 points". */
  text: string;
  direction: 'up' | 'down' | 'same';
  /** Whether that direction is what we want. */
  verdict?: 'good' | 'bad';
}

interface Props {
  name: string;
  value: ReactNode;
  /** Words marks a value that is a sentence, as for samples too small for a number. */
  words?: boolean;
  note?: ReactNode;
  change?: Change;
  how?: Topic;
}

const arrows = { up: ArrowUpRight, down: ArrowDownRight, same: Minus };

/** Figure is one number with its name, change, period and definition. */
export function Figure({ name, value, words, note, change, how }: Props) {
  const Arrow = change && arrows[change.direction];
  return (
    <div className="figure" role="group" aria-label={name}>
      <div className="figure-name">
        {name}
        {how && <How topic={how} />}
      </div>
      <div className={`figure-value${words ? ' words' : ''}`}>{value}</div>
      {(change || note) && (
        <div className="figure-note">
          {change && Arrow && (
            <span className={`change ${change.verdict ?? ''}`}>
              <Arrow size={14} aria-hidden />
              {change.text}
            </span>
          )}
          {note}
        </div>
      )}
    </div>
  );
}

/** Figures holds at most five numbers; with `loading` it keeps their places. */
export function Figures({ children, loading, count = 5 }: { children?: ReactNode; loading?: boolean; count?: number }) {
  return (
    <div className="figures">
      {loading
        ? Array.from({ length: count }, (_, i) => (
            <div className="figure" key={i}>
              <Bone width={110} height={14} />
              <Bone width={90} height={28} top={10} />
              <Bone width={130} height={14} top={10} />
            </div>
          ))
        : children}
    </div>
  );
}
