import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, put, remove } from '@/api/client';
import type { Page, Role, SessionAnswer, Staff } from '@/api/types';

export interface Link {
  token: string;
  expiresAt?: string;
}
export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  permissions: string[] | null;
  createdAt: string;
  expiresAt?: string;
  usedAt?: string;
}
export interface BrandSettings {
  name: string;
  timeZone: string;
  currency: string;
}
export interface Setup {
  token: string;
  name: string;
  email: string;
  password: string;
  workspace: BrandSettings;
}
export interface Action {
  id: string;
  at: string;
  actorKind: 'staff' | 'key' | 'system';
  actorId: string;
  actorName: string;
  what: string;
  targetKind: string;
  targetId: string;
  detail: Record<string, string>;
}

function useChange<A, R>(key: string, fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: [key] }) });
}

export const setUp = (body: Setup) => post<SessionAnswer>('/setup', { body, quiet: true });
export const acceptLink = (body: { token: string; password: string }) => post<SessionAnswer>('/link', { body, quiet: true });

export const useStaff = () => useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => get<Page<Staff>>('/staff', { signal }) });
export const useInvite = () =>
  useChange('staff', (body: { name: string; email: string; role: Role }) => post<{ staff: Staff; link: Link }>('/staff', { body }));
export const useChangeStaff = () => useChange('staff', ({ id, ...body }: { id: string; role?: Role; disabled?: boolean }) => patch<Staff>(`/staff/${id}`, { body }));
export const useRemoveStaff = () => useChange('staff', (id: string) => remove<unknown>(`/staff/${id}`));
export const useNewLink = () => useMutation({ mutationFn: (id: string) => post<Link>(`/staff/${id}/links`) });

export const useKeys = () => useQuery({ queryKey: ['keys'], queryFn: ({ signal }) => get<Page<ApiKey>>('/api-keys', { signal }) });
export const useAddKey = () => useChange('keys', (body: { name: string; permissions: string[] }) => post<ApiKey & { key: string }>('/api-keys', { body }));
export const useRevokeKey = () => useChange('keys', (id: string) => remove<unknown>(`/api-keys/${id}`));

export const useSaveWorkspace = () => useChange('session', (body: Partial<BrandSettings>) => patch<unknown>('/workspace', { body }));
export const useChangeName = () => useChange('session', (name: string) => patch<SessionAnswer>('/session', { body: { name } }));
export const useChangePassword = () => useMutation({ mutationFn: (body: { current: string; password: string }) => put<unknown>('/session/password', { body }) });

export const useActions = (cursor: string) =>
  useQuery({ queryKey: ['actions', cursor], queryFn: ({ signal }) => get<Page<Action>>('/actions', { query: { cursor: cursor || undefined, limit: 50 }, signal }) });
