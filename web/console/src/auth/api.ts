import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

export type ApiKey = Schema<'APIKey'>;
export type Action = Schema<'Action'>;
export type Setup = Schema<'SetUpBody'>;
export type BrandSettings = Setup['workspace'];

const of = (id: string) => ({ path: { id } });

function useChange<A, R>(key: string, fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: [key] }) });
}

export const setUp = (body: Setup) => ask(api.POST('/setup', { body }));
export const acceptLink = (body: Schema<'UseLinkBody'>) => ask(api.POST('/link', { body }));

export const useStaff = () => useQuery({ queryKey: ['staff'], queryFn: ({ signal }) => ask(api.GET('/staff', { signal })) });
export const useInvite = () => useChange('staff', (body: Schema<'InviteStaffBody'>) => ask(api.POST('/staff', { body })));
export const useChangeStaff = () =>
  useChange('staff', ({ id, ...body }: { id: string } & Schema<'ChangeStaffBody'>) => ask(api.PATCH('/staff/{id}', { params: of(id), body })));
export const useRemoveStaff = () => useChange('staff', (id: string) => ask(api.DELETE('/staff/{id}', { params: of(id) })));
export const useNewLink = () => useMutation({ mutationFn: (id: string) => ask(api.POST('/staff/{id}/links', { params: of(id) })) });

export const useKeys = () => useQuery({ queryKey: ['keys'], queryFn: ({ signal }) => ask(api.GET('/api-keys', { signal })) });
export const useAddKey = () => useChange('keys', (body: Schema<'MakeKeyBody'>) => ask(api.POST('/api-keys', { body })));
export const useRevokeKey = () => useChange('keys', (id: string) => ask(api.DELETE('/api-keys/{id}', { params: of(id) })));

export const useSaveWorkspace = () => useChange('session', (body: Schema<'ChangeWorkspaceBody'>) => ask(api.PATCH('/workspace', { body })));
export const useChangePassword = () => useMutation({ mutationFn: (body: Schema<'ChangePasswordBody'>) => ask(api.PUT('/session/password', { body })) });

export const useActions = (cursor: string) =>
  useQuery({ queryKey: ['actions', cursor], queryFn: ({ signal }) => ask(api.GET('/actions', { params: { query: { cursor: cursor || undefined, limit: 50 } }, signal })) });
