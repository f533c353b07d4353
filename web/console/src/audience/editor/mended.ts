import type { ConditionFault } from '../api';

const plainWord = /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/;

/** mended gives the text with the word that was meant in the place of the one that was written. */
export function mended(text: string, f: Pick<ConditionFault, 'offset' | 'length' | 'suggest' | 'code'>): string {
  const letters = [...text];
  const piece = letters.slice(f.offset, f.offset + f.length).join('');
  const quoted = JSON.stringify(f.suggest);
  let next = f.suggest;
  // Names and values stand in quotes, also when the fault is of the whole condition around them.
  if (/"[^"]*"/.test(piece)) next = piece.replace(/"(?:[^"\\]|\\.)*"(?!.*")/s, () => quoted);
  else if (!plainWord.test(f.suggest)) next = f.code === 'event' ? `event(${quoted})` : f.code === 'property' ? `property(${quoted})` : f.code === 'field' ? `field(${quoted})` : quoted;
  return [...letters.slice(0, f.offset), next, ...letters.slice(f.offset + f.length)].join('');
}
