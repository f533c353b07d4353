interface Props {
  width?: number | string;
  height?: number;
  top?: number;
}

/** Bone keeps the place of something that is being loaded. */
export function Bone({ width = '100%', height = 14, top = 0 }: Props) {
  return <span className="bone" aria-hidden style={{ width, height, marginTop: top, maxWidth: '100%' }} />;
}

/** Bones keeps the place of a few lines. */
export function Bones({ lines = 4, height = 14, gap = 12 }: { lines?: number; height?: number; gap?: number }) {
  return (
    <div aria-hidden>
      {Array.from({ length: lines }, (_, i) => (
        <Bone key={i} height={height} top={i === 0 ? 0 : gap} width={`${100 - ((i * 17) % 40)}%`} />
      ))}
    </div>
  );
}
