import { useMemo } from 'react';
import { Panel } from '@/design/Panel';
import { How, type Topic } from '@/design/How';
import { layOut, type Move } from './flow';

interface Props {
  title: string;
  hint?: string;
  how?: Topic;
  moves: Move[];
  order: readonly string[];
  name: (word: string) => string;
  colour: (word: string) => string;
  value: (n: number) => string;
  /** Tell says one ribbon in words; asTable names the table behind the picture. */
  tell: (m: Move) => string;
  columns: [string, string, string];
  asTable: string;
}

const [width, height, side, bar] = [720, 340, 150, 10];

/** Flow shows who went from where to where: names on both sides, ribbons as thick as they have people. */
export function Flow(p: Props) {
  const { nodes, ribbons } = useMemo(() => layOut(p.moves, p.order, height), [p.moves, p.order]);
  const left = side + bar;
  const right = width - side - bar;
  const mid = (left + right) / 2;
  return (
    <Panel title={<>{p.title}{p.how && <How topic={p.how} />}</>} hint={p.hint}>
      <div className="flow table-scroll" tabIndex={0} role="region" aria-label={p.title}>
        <svg viewBox={`0 0 ${width} ${height}`} style={{ minWidth: 640 }} role="img" aria-label={ribbons.map(p.tell).join(', ')}>
          {ribbons.map((r) => (
            <path
              key={`${r.from}-${r.to}`}
              className="flow-ribbon"
              fill={p.colour(r.to)}
              d={`M${left} ${r.y0}C${mid} ${r.y0} ${mid} ${r.y1} ${right} ${r.y1}V${r.y1 + r.thick}C${mid} ${r.y1 + r.thick} ${mid} ${r.y0 + r.thick} ${left} ${r.y0 + r.thick}Z`}
            >
              <title>{p.tell(r)}</title>
            </path>
          ))}
          {nodes.map((n) => (
            <g key={n.side + n.name}>
              <rect x={n.side === 'from' ? side : right} y={n.y} width={bar} height={Math.max(n.height, 1)} rx={2} fill={p.colour(n.name)} />
              <text x={n.side === 'from' ? side - 8 : right + bar + 8} y={n.y + n.height / 2 + 4} textAnchor={n.side === 'from' ? 'end' : 'start'}>
                {p.name(n.name)} {p.value(n.total)}
              </text>
            </g>
          ))}
        </svg>
      </div>
      <details>
        <summary className="muted">{p.asTable}</summary>
        <table className="table plain">
          <thead>
            <tr>
              {p.columns.map((c, i) => (
                <th key={c} scope="col" className={i === 2 ? 'numeric' : undefined}>
                  {c}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {ribbons.map((r) => (
              <tr key={`${r.from}-${r.to}`}>
                <td>{p.name(r.from)}</td>
                <td>{p.name(r.to)}</td>
                <td className="numeric">{p.value(r.customers)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </Panel>
  );
}
