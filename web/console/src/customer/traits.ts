/** Usual traits can be told of everybody; others are there when a source told them. */
export const usual = ['name', 'email', 'phone', 'city', 'birthday'] as const;

export type Value = string | number | boolean;
export type Traits = Record<string, unknown>;

/** editable gives the traits that can be changed as text: words, numbers, yes and no. */
export function editable(traits: Traits): [string, Value][] {
  const told = Object.entries(traits).filter((e): e is [string, Value] => ['string', 'number', 'boolean'].includes(typeof e[1]));
  const names = new Set(told.map(([name]) => name));
  // A name told in two parts is changed in its parts.
  const inParts = names.has('firstName') || names.has('lastName') || names.has('first_name') || names.has('last_name');
  const missing = usual.filter((name) => !names.has(name) && !(name === 'name' && inParts));
  const all: [string, Value][] = [...missing.map((name): [string, Value] => [name, '']), ...told];
  const rank = (name: string) => (usual as readonly string[]).indexOf(name) >>> 0;
  return all.sort(([a], [b]) => rank(a) - rank(b) || a.localeCompare(b));
}

/** change gives what to send: the traits that differ, null for those emptied. A number stays a number. */
export function change(before: Traits, after: Record<string, string>): Record<string, Value | null> {
  const out: Record<string, Value | null> = {};
  for (const [name, raw] of Object.entries(after)) {
    const text = raw.trim();
    const old = before[name];
    if (text === (old === undefined || old === null ? '' : String(old))) continue;
    if (text === '') out[name] = null;
    else if (typeof old === 'number' && Number.isFinite(Number(text))) out[name] = Number(text);
    else if (typeof old === 'boolean' && (text === 'true' || text === 'false')) out[name] = text === 'true';
    else out[name] = text;
  }
  return out;
}
