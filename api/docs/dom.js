// Small pieces of a page. Everything is built from nodes: no text of the
// document is ever read as HTML.

// text gives a text node.
export const text = (s) => document.createTextNode(s);

// el gives an element with attributes (null leaves one out) and children.
export function el(name, attributes = {}, ...children) {
  const e = document.createElement(name);
  for (const [k, v] of Object.entries(attributes)) if (v !== null && v !== undefined) e.setAttribute(k, v);
  e.append(...children.filter((c) => c !== null && c !== undefined));
  return e;
}

// prose gives paragraphs with **bold**, `code` and [links](#here).
export function prose(source) {
  return source.split(/\n\s*\n/).filter((p) => p.trim()).map((p) => el('p', {}, ...spans(p)));
}

function spans(source) {
  const out = [];
  const pattern = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\((#[^)]*)\)/g;
  let from = 0;
  for (const m of source.matchAll(pattern)) {
    out.push(text(source.slice(from, m.index)));
    if (m[1]) out.push(el('strong', {}, m[1]));
    else if (m[2]) out.push(el('code', {}, m[2]));
    else out.push(el('a', { href: m[4] }, m[3]));
    from = m.index + m[0].length;
  }
  out.push(text(source.slice(from)));
  return out;
}

// copyable gives a block of code with a button that copies it.
export function copyable(source) {
  const button = el('button', { class: 'copy', type: 'button' }, 'Copy');
  button.addEventListener('click', async () => {
    await navigator.clipboard.writeText(source);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = 'Copy'; }, 1500);
  });
  return el('div', { class: 'block' }, button, el('pre', { tabindex: '0' }, el('code', {}, source)));
}
