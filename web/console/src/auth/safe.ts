/** safe gives where to go after signing in: only a path of this console, never another host. */
export function safe(next: string | null): string {
  return next && next.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/today';
}

/** tokenOf reads the one-time token of a link: behind #, where no server's log sees it, or as ?token=. */
export function tokenOf(location: Pick<Location, 'hash' | 'search'>): string {
  return location.hash.replace(/^#/, '') || (new URLSearchParams(location.search).get('token') ?? '');
}
