/** Fault is what went wrong with a request, in the words of the server's problem document. */
export class Fault extends Error {
  /** HTTP status; 0 when the server was not reached. */
  readonly status: number;
  /** Code is the stable word of the server, such as "not_found". */
  readonly code: string;
  /** Reason is a finer stable word, such as "required". */
  readonly reason: string;
  /** Fields says what is wrong with which input. */
  readonly fields: { field: string; reason: string; message: string }[];
  /** RetryAfter is in seconds; 0 for unknown. */
  readonly retryAfter: number;
  /** RequestId finds the request in the server's log. */
  readonly requestId: string;

  constructor(status: number, problem: Problem = {}) {
    super(problem.detail ?? problem.title ?? `status ${status}`);
    this.name = 'Fault';
    this.status = status;
    this.code = problem.code ?? codes[status] ?? (status === 0 ? 'unreachable' : 'internal');
    this.reason = problem.reason ?? '';
    this.fields = problem.errors ?? [];
    this.retryAfter = problem.retryAfter ?? 0;
    this.requestId = problem.requestId ?? '';
  }
}

/** Problem is RFC 9457 with the members that regulars adds, see api/problem.go. */
export interface Problem {
  title?: string;
  detail?: string;
  code?: string;
  reason?: string;
  errors?: { field: string; reason: string; message: string }[] | null;
  retryAfter?: number;
  requestId?: string;
}

const codes: Record<number, string> = {
  400: 'invalid', 401: 'unauthorized', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 413: 'too_large',
  422: 'invalid', 429: 'too_many', 502: 'unreachable', 503: 'unavailable', 504: 'unreachable',
};

/** faultOf gives err as a Fault, whatever it was. */
export function faultOf(err: unknown): Fault {
  if (err instanceof Fault) return err;
  return new Fault(0, { detail: err instanceof Error ? err.message : String(err) });
}
