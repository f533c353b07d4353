// The page of the API's document: a list of operations that can be searched,
// and the one that the address names (#list-staff). It reads /api/openapi.json
// and asks nothing of any other host.
import { el, text, prose, copyable } from './dom.js';
import { bodyTable, example, mediaOf, resolver } from './schema.js';

const $ = (id) => document.getElementById(id);
const methods = ['get', 'post', 'put', 'patch', 'delete'];

// operationsOf lists the document's operations in the order of its paths.
function operationsOf(doc) {
  return Object.entries(doc.paths).flatMap(([path, item]) =>
    methods.filter((m) => item[m]).map((method) => ({
      method, path, ...item[method], responses: responsesOf(doc, item[method]), parameters: parametersOf(doc, item[method]),
    })));
}

// parametersOf follows the references to parameters that many operations take.
function parametersOf(doc, op) {
  return (op.parameters ?? []).map((p) => (p.$ref ? doc.components.parameters[p.$ref.split('/').pop()] : p));
}

// responsesOf follows the references to the failures that all operations share.
function responsesOf(doc, op) {
  return Object.fromEntries(Object.entries(op.responses).map(([status, r]) =>
    [status, r.$ref ? doc.components.responses[r.$ref.split('/').pop()] : r]));
}

function byTag(operations) {
  const groups = new Map();
  for (const op of operations) {
    const tag = op.tags?.[0] ?? 'Other';
    groups.set(tag, [...(groups.get(tag) ?? []), op]);
  }
  return [...groups].sort(([a], [b]) => a.localeCompare(b));
}

// matches says whether every word of a search occurs in an operation.
function matches(op, search) {
  const where = [op.method, op.path, op.summary, op.operationId, op.description, op['x-permission'], ...(op.tags ?? []),
    ...op.parameters.map((p) => p.name)].join(' ').toLowerCase();
  return search.toLowerCase().split(/\s+/).every((word) => where.includes(word));
}

function showList(operations, current) {
  const search = $('search').value.trim();
  const found = operations.filter((op) => matches(op, search));
  const groups = byTag(found).map(([tag, ops]) => el('section', {},
    el('h2', {}, tag),
    el('ul', {}, ...ops.map((op) => el('li', {},
      el('a', { href: '#' + op.operationId, 'aria-current': op.operationId === current ? 'page' : null },
        el('span', { class: 'method ' + op.method }, op.method === 'delete' ? 'del' : op.method), text(op.summary)))))));
  $('nav').replaceChildren(...(groups.length ? groups : [el('p', { class: 'nothing' }, 'No operation has these words.')]));
}

function showStart(doc) {
  const problems = doc.components.schemas.Problem.properties.code.enum;
  return [
    el('h1', {}, 'The API of ' + doc.info.title),
    ...prose(doc.info.description),
    el('h2', {}, 'First steps'),
    ...prose('Make an API key in the console under Settings, with the permissions that your program needs. Then:'),
    copyable(`curl -H "Authorization: Bearer $REGULARS_KEY" ${location.origin}${doc.servers[0].url}/workspace`),
    el('h2', {}, 'What can go wrong'),
    el('div', { class: 'table' }, el('table', {},
      el('thead', {}, el('tr', {}, el('th', {}, 'code'), el('th', {}, 'status'), el('th', {}, 'meaning'))),
      el('tbody', {}, ...problems.map((code) => el('tr', { id: 'problem-' + code },
        el('td', {}, el('code', {}, code)), el('td', {}, statusOfCode[code]),
        el('td', {}, ...prose(doc.components.responses[code].description))))))),
    el('h2', {}, 'What a problem looks like'),
    bodyTable(doc, { $ref: '#/components/schemas/Problem' }, true),
  ];
}

const statusOfCode = { invalid: '400', not_found: '404', conflict: '409', unauthorized: '401', forbidden: '403', too_large: '413', too_many: '429', unavailable: '503', internal: '500' };

const permissionText = { public: 'Anybody may call it', 'signed-in': 'Whoever is signed in, or has an API key' };

function showOperation(doc, op) {
  const needs = op['x-permission'];
  const path = doc.servers[0].url + op.path;
  const out = [
    el('h1', {}, op.summary),
    el('div', { class: 'address' }, el('span', { class: 'method ' + op.method }, op.method), text(path)),
    el('p', {}, el('span', { class: 'needs' }, permissionText[needs] ?? text('Needs '), permissionText[needs] ? '' : el('code', {}, needs))),
    ...prose(op.description ?? ''),
  ];
  if (op.parameters.length) out.push(el('h2', {}, 'Parameters'), parameterTable(doc, op.parameters));
  const body = mediaOf(op.requestBody?.content);
  if (body) out.push(el('h2', {}, 'Body'), el('p', { class: 'limits' }, body.type), bodyTable(doc, body.schema));
  out.push(el('h2', {}, 'Try it'), copyable(curl(doc, op, path, body)));
  out.push(el('h2', {}, 'Answers'), ...Object.entries(op.responses).map(([status, r]) => answer(doc, status, r)));
  return out;
}

function parameterTable(doc, parameters) {
  const schema = { type: 'object', properties: {}, required: [] };
  for (const p of parameters) {
    schema.properties[p.name] = { ...p.schema, description: p.description ?? p.schema?.description, 'x-in': p.in };
    if (p.required) schema.required.push(p.name);
  }
  return bodyTable(doc, schema);
}

function answer(doc, status, response) {
  const media = mediaOf(response.content);
  const good = status < '300';
  const inner = el('div', { class: 'inner' });
  if (media && good) {
    inner.append(el('p', { class: 'limits' }, media.type), bodyTable(doc, media.schema, true));
    if (media.type === 'application/json') inner.append(copyable(JSON.stringify(example(doc, media.schema), null, 2)));
  } else if (media) {
    inner.append(...prose('A problem, see [What a problem looks like](#).'));
  } else {
    inner.append(...prose('Nothing but the status.'));
  }
  return el('details', { open: good ? '' : null },
    el('summary', {}, el('code', {}, status), ' ', ...prose(response.description ?? '').flatMap((p) => [...p.childNodes])), inner);
}

// curl gives a command that can be pasted.
function curl(doc, op, path, body) {
  const resolve = resolver(doc);
  const query = op.parameters.filter((p) => p.in === 'query' && p.required)
    .map((p) => `${p.name}=${encodeURIComponent(example(doc, p.schema) ?? '')}`).join('&');
  const lines = [`curl -X ${op.method.toUpperCase()} "${location.origin}${path.replace(/\{(\w+)\}/g, (_, n) => '$' + n.toUpperCase())}${query ? '?' + query : ''}"`];
  if (op['x-permission'] !== 'public') lines.push('  -H "Authorization: Bearer $REGULARS_KEY"');
  if (body?.type === 'application/json') {
    lines.push('  -H "Content-Type: application/json"', `  -d '${JSON.stringify(example(doc, body.schema)).replaceAll("'", "'\\''")}'`);
  } else if (body) {
    for (const [name, s] of Object.entries(resolve(body.schema).properties ?? {})) lines.push(`  -F "${name}=${s.format === 'binary' ? '@file.csv' : '…'}"`);
  }
  if (op.parameters.some((p) => p.name === 'Idempotency-Key')) lines.push('  -H "Idempotency-Key: $(uuidgen)"');
  return lines.join(' \\\n');
}

async function start() {
  const response = await fetch('/api/openapi.json');
  if (!response.ok) throw new Error('the document could not be read');
  const doc = await response.json();
  const operations = operationsOf(doc);
  const show = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const op = operations.find((o) => o.operationId === id);
    showList(operations, op?.operationId);
    $('main').replaceChildren(...(op ? showOperation(doc, op) : showStart(doc)));
    document.title = op ? `${op.summary} · regulars API` : 'regulars API';
    if (!op && id) document.getElementById(id)?.scrollIntoView({ block: 'center' });
    else if (op) window.scrollTo(0, 0);
  };
  window.addEventListener('hashchange', () => { show(); $('main').focus({ preventScroll: true }); });
  $('search').addEventListener('input', () => showList(operations, decodeURIComponent(location.hash.slice(1))));
  document.addEventListener('keydown', (e) => {
    if (e.key === '/' && document.activeElement !== $('search') && !e.ctrlKey && !e.metaKey) {
      e.preventDefault();
      $('search').focus();
    } else if (e.key === 'Enter' && document.activeElement === $('search')) {
      $('nav').querySelector('a')?.click();
    }
  });
  show();
}

start().catch(() => {
  $('main').replaceChildren(...prose('The document could not be read. Reload the page to try again.'));
});
