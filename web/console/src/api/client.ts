import createClient from 'openapi-fetch';
import { Fault, type Problem } from './fault';
import type { components, paths } from './schema';

/** Schema gives a type of the API by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];
/** QueryOf gives the parameters of a list. */
export type QueryOf<Path extends keyof paths> = paths[Path] extends { get: { parameters: { query?: infer Q } } } ? NonNullable<Q> : never;

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

/** api is the typed way to the server: its paths, parameters and answers are those of the OpenAPI document. */
export const api = createClient<paths>({ baseUrl: prefix, credentials: 'same-origin', querySerializer: { array: { style: 'form', explode: false } } });

/** Where 401 says that a password or link is wrong, not that a session has ended. */
const doors = /\/api\/v1\/(session|setup|link)(\/password)?$/;

api.use({
  onRequest({ request }) {
    if (request.method === 'GET') return;
    if (csrf) request.headers.set('X-CSRF-Token', csrf);
    // A change that is sent twice, by a double click or a network that stammers, happens once.
    if (request.method === 'POST') request.headers.set('Idempotency-Key', newKey());
  },
  onResponse({ response, request }) {
    if (response.status === 401 && !doors.test(new URL(request.url).pathname)) signedOut();
  },
});

/** ask gives the answer of a call, or throws a Fault with the server's own words. */
export async function ask<T>(call: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let answer: Awaited<typeof call>;
  try {
    answer = await call;
  } catch (err) {
    if (err instanceof DOMException && err.name === 'AbortError') throw err;
    throw new Fault(0);
  }
  if (!answer.response.ok) throw new Fault(answer.response.status, (answer.error ?? {}) as Problem);
  return answer.data as T;
}

/** address gives the URL of a path under the API, for what the browser itself fetches: files and streams. */
export function address(path: string, query: Record<string, unknown> = {}): string {
  const q = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    const s = Array.isArray(value) ? value.join(',') : value === undefined ? '' : String(value);
    if (s) q.set(key, s);
  }
  const s = q.toString();
  return prefix + path + (s ? `?${s}` : '');
}

/** upload sends a form and tells how much has gone, 0 to 1; fetch cannot. */
export function upload<T>(path: keyof paths & string, form: FormData, progress: (share: number) => void, signal?: AbortSignal): Promise<T> {
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

/** newKey gives an Idempotency-Key; crypto.randomUUID exists only over HTTPS and on loopback. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
