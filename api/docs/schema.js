// Schemas as tables, and examples made from them.
import { el, text, prose } from './dom.js';

// resolver gives a function that follows a schema's $ref.
export const resolver = (doc) => (s) => {
  for (let i = 0; s?.$ref && i < 10; i++) s = { ...doc.components.schemas[s.$ref.split('/').pop()], ...withoutRef(s) };
  return s ?? {};
};

function withoutRef({ $ref, ...rest }) {
  return rest;
}

// mediaOf gives the first media type of a body, with its schema.
export function mediaOf(content) {
  const [type, media] = Object.entries(content ?? {})[0] ?? [];
  return type ? { type, schema: media.schema ?? {} } : null;
}

// bodyTable shows a schema, member by member, the nested ones indented. What is
// sent says which members are required, what is answered which may be absent.
export function bodyTable(doc, schema, answered = false) {
  const rows = [];
  walk(resolver(doc), schema, 0, new Set(), rows, answered);
  if (!rows.length) return el('p', {}, el('code', {}, typeName(resolver(doc), schema)));
  return el('div', { class: 'table' }, el('table', {},
    el('thead', {}, el('tr', {}, el('th', {}, 'name'), el('th', {}, 'type'), el('th', {}, 'meaning'))),
    el('tbody', {}, ...rows)));
}

function walk(resolve, schema, depth, within, rows, answered) {
  const s = resolve(schema);
  const name = schema.$ref;
  if (depth > 6 || (name && within.has(name))) return;
  const inside = name ? new Set([...within, name]) : within;
  if (s.type === 'array') return walk(resolve, s.items ?? {}, depth, inside, rows, answered);
  for (const variant of s.oneOf ?? []) walk(resolve, variant, depth, inside, rows, answered);
  for (const [member, m] of Object.entries(s.properties ?? {})) {
    rows.push(row(resolve, member, m, mark((s.required ?? []).includes(member), answered), depth));
    walk(resolve, m, depth + 1, inside, rows, answered);
  }
  if (typeof s.additionalProperties === 'object') {
    rows.push(row(resolve, '(any name)', s.additionalProperties, null, depth));
    walk(resolve, s.additionalProperties, depth + 1, inside, rows, answered);
  }
}

function mark(required, answered) {
  if (required) return answered ? null : el('span', { class: 'must' }, 'required');
  return answered ? el('span', { class: 'may' }, 'may be absent') : null;
}

function row(resolve, name, schema, marked, depth) {
  const s = resolve(schema);
  return el('tr', {},
    el('td', {}, el('span', { class: 'depth' }, '│ '.repeat(depth)), el('code', {}, name), marked),
    el('td', { class: 'type' }, typeName(resolve, schema)),
    el('td', {}, ...prose(s.description ?? '').flatMap((p) => [...p.childNodes]), limits(s)));
}

// typeName says what a value is: "list of text", "instant".
function typeName(resolve, schema) {
  const s = resolve(schema);
  const type = Array.isArray(s.type) ? s.type.filter((t) => t !== 'null')[0] : s.type;
  if (type === 'array') return 'list of ' + typeName(resolve, s.items ?? {});
  if (s.format === 'date-time') return 'instant';
  if (s.format === 'date') return 'day';
  if (s.format === 'binary') return 'file';
  return { string: 'text', integer: 'whole number', number: 'number', boolean: 'true or false', object: 'object' }[type] ?? 'anything';
}

function limits(s) {
  const parts = [];
  if (s['x-in'] && s['x-in'] !== 'query') parts.push('in the ' + s['x-in']);
  if (s.enum) parts.push('one of ' + s.enum.map((v) => (v === '' ? '(empty)' : v)).join(', '));
  if (s.items?.enum) parts.push('each one of ' + s.items.enum.join(', '));
  if (s.default !== undefined) parts.push('without it ' + s.default);
  if (s.minimum !== undefined) parts.push('at least ' + s.minimum);
  if (s.maximum !== undefined) parts.push('at most ' + s.maximum);
  if (s.minLength) parts.push('at least ' + s.minLength + ' characters');
  if (s.maxLength) parts.push('at most ' + s.maxLength + ' characters');
  if (s.maxItems) parts.push('at most ' + s.maxItems + ' entries');
  if (s.examples?.length) parts.push('such as ' + JSON.stringify(s.examples[0]));
  return parts.length ? el('span', { class: 'limits' }, parts.join('; ')) : text('');
}

// example makes a value that a schema could describe.
export function example(doc, schema, depth = 0) {
  const s = resolver(doc)(schema);
  if (s.examples?.length) return s.examples[0];
  if (s.default !== undefined) return s.default;
  if (s.enum) return s.enum.find((v) => v !== '') ?? s.enum[0];
  const type = Array.isArray(s.type) ? s.type[0] : s.type;
  switch (type) {
    case 'array': return depth > 4 ? [] : [example(doc, s.items ?? {}, depth + 1)];
    case 'object': return depth > 4 ? {} : Object.fromEntries(Object.entries(s.properties ?? {}).map(([k, v]) => [k, example(doc, v, depth + 1)]));
    case 'integer': return s.minimum ?? 1;
    case 'number': return s.minimum ?? 0.5;
    case 'boolean': return true;
    case 'string': return { 'date-time': '2026-03-01T09:00:00Z', date: '2026-03-01', email: 'lin@example.com', uri: 'https://example.com' }[s.format] ?? '…';
    default: return null;
  }
}
