import { Fault, type Problem } from './fault';

const prefix = '/api/v1';
let csrf = '';
let signedOut: () => void = () => {};

/** setCSRF keeps the token that every change must carry. */
export function setCSRF(token: string) {
  csrf = token;
}

/** onSignedOut sets what happens when the server no longer knows the session. */
export function onSignedOut(fn: () => void) {
  signedOut = fn;
}

export type Query = Record<string, string | number | boolean | string[] | undefined>;

export interface Call {
  query?: Query;
  body?: unknown;
  form?: FormData;
  signal?: AbortSignal;
  /** Quiet calls may be answered 401 without that meaning the session has ended. */
  quiet?: boolean;
  /** Key makes repeated POSTs one; each call has its own unless told otherwise. */
  key?: string;
}

/** address gives the URL of a path under the API, with its query. */
export function address(path: string, query: Query = {}): string {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    q.set(key, Array.isArray(value) ? value.join(',') : String(value));
  }
  const s = q.toString();
  return prefix + path + (s ? `?${s}` : '');
}

async function call<T>(method: string, path: string, c: Call = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET' && csrf) headers['X-CSRF-Token'] = csrf;
  // A change that is sent twice, by a double click or a network that stammers, happens once.
  if (method === 'POST') headers['Idempotency-Key'] = c.key ?? newKey();
  if (c.body !== undefined) headers['Content-Type'] = 'application/json';
  let answer: Response;
  try {
    answer = await fetch(address(path, c.query), {
      method,
      headers,
      body: c.form ?? (c.body === undefined ? undefined : JSON.stringify(c.body)),
      signal: c.signal,
      credentials: 'same-origin',
    });
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err;
    throw new Fault(0);
  }
  if (!answer.ok) {
    if (answer.status === 401 && !c.quiet) signedOut();
    const problem = (await answer.json().catch(() => ({}))) as Problem;
    throw new Fault(answer.status, problem);
  }
  if (answer.status === 204 || answer.headers.get('Content-Length') === '0') return undefined as T;
  return (await answer.json()) as T;
}

export const get = <T>(path: string, c?: Call) => call<T>('GET', path, c);
export const post = <T>(path: string, c?: Call) => call<T>('POST', path, c);
export const put = <T>(path: string, c?: Call) => call<T>('PUT', path, c);
export const patch = <T>(path: string, c?: Call) => call<T>('PATCH', path, c);
export const remove = <T>(path: string, c?: Call) => call<T>('DELETE', path, c);

/** newKey gives an Idempotency-Key; crypto.randomUUID exists only over HTTPS and on loopback. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}

/** upload sends a form and tells how much has gone, 0 to 1; fetch cannot. */
export function upload<T>(path: string, form: FormData, progress: (share: number) => void, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', address(path));
    request.setRequestHeader('Accept', 'application/json');
    if (csrf) request.setRequestHeader('X-CSRF-Token', csrf);
    request.setRequestHeader('Idempotency-Key', newKey());
    request.responseType = 'json';
    request.upload.onprogress = (e) => e.lengthComputable && progress(e.loaded / e.total);
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as T);
      else reject(new Fault(request.status, (request.response ?? {}) as Problem));
    };
    request.onerror = () => reject(new Fault(0));
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
    signal?.addEventListener('abort', () => request.abort());
    request.send(form);
  });
}
