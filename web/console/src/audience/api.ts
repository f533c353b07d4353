import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';
import { useLanguage } from '@/i18n';
import type { Node } from './tree';

export type Audience = Schema<'Audience'>;
export type Catalogue = Schema<'AudienceCatalogue'>;
export type CatalogueField = Schema<'AudienceField'>;
export type CatalogueEvent = Schema<'AudienceEvent'>;
export type Checked = Schema<'CheckedCondition'>;
export type ConditionFault = Schema<'AudienceFault'>;
export type Estimate = Schema<'AudienceEstimate'>;
export type AudienceReason = Schema<'AudienceReason'>;
export type Member = Schema<'AudienceMember'>;
export type ManualList = Schema<'ManualList'>;
export type GrowthDay = Schema<'AudienceDay'>;

/** Asked is a condition as text or, without one, as tree. */
export type Asked = { text: string } | { tree: Node };

const of = (id: string) => ({ path: { id } });
/** moving reports whether the members of an audience are still being found. */
const moving = (x?: Pick<Audience, 'state'>) => x?.state === 'founding';

/** useAudiences reads all audiences; often while the members of one are being found. */
export const useAudiences = (archived = false, enabled = true) =>
  useQuery({
    queryKey: ['audiences', 'list', archived],
    queryFn: ({ signal }) => ask(api.GET('/audiences', { params: { query: { archived } }, signal })),
    refetchInterval: (q) => (q.state.data?.items.some(moving) ? 1_500 : 30_000),
    enabled,
  });

export const useAudience = (id: string) =>
  useQuery({
    queryKey: ['audiences', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/audiences/{id}', { params: of(id), signal })),
    refetchInterval: (q) => (moving(q.state.data) ? 1_000 : 10_000),
    enabled: id !== '',
  });

/** useSize reads every second how many are in an audience: whoever enters is seen at once. It costs the server next to nothing. */
export const useSize = (id: string, live: boolean) =>
  useQuery({
    queryKey: ['audiences', 'size', id],
    queryFn: ({ signal }) => ask(api.GET('/audiences/{id}/members', { params: { ...of(id), query: { limit: 1 } }, signal })).then((p) => p.total),
    refetchInterval: live ? 1_000 : false,
  });

/** useMembers reads members page by page; changed is what has them read anew, such as the size. */
export const useMembers = (id: string, changed: string) =>
  useInfiniteQuery({
    queryKey: ['audiences', 'members', id, changed],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/audiences/{id}/members', { params: { ...of(id), query: { limit: 25, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
    placeholderData: keepPreviousData,
  });

export const useGrowth = (id: string, days: number, changed: string) =>
  useQuery({
    queryKey: ['audiences', 'growth', id, days, changed],
    queryFn: ({ signal }) => ask(api.GET('/audiences/{id}/growth', { params: { ...of(id), query: { days } }, signal })),
    placeholderData: keepPreviousData,
  });

export const useVersions = (id: string, version: number) =>
  useQuery({ queryKey: ['audiences', 'versions', id, version], queryFn: ({ signal }) => ask(api.GET('/audiences/{id}/versions', { params: of(id), signal })) });

export const useOverlap = (one: string, other: string) =>
  useQuery({
    queryKey: ['audiences', 'overlap', one, other],
    queryFn: ({ signal }) => ask(api.GET('/audiences/overlap', { params: { query: { one, other } }, signal })),
    enabled: other !== '',
  });

export const useCatalogue = () =>
  useQuery({ queryKey: ['audiences', 'catalogue'], queryFn: ({ signal }) => ask(api.GET('/audiences/catalogue', { signal })), staleTime: 60_000 });

/** useCheck reads a condition in every form, or its faults. */
export const useCheck = (asked: Asked) =>
  useQuery({
    queryKey: ['audiences', 'check', asked],
    queryFn: async ({ signal }) => ({ asked, checked: await ask(api.POST('/audiences/check', { body: asked, signal })) }),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
  });

/** useEstimate tells about how many customers a text holds for, with ten of them. */
export function useEstimate(text: string | undefined) {
  const language = useLanguage();
  return useQuery({
    queryKey: ['audiences', 'estimate', text, language],
    queryFn: ({ signal }) => ask(api.POST('/audiences/estimate', { body: { text, language, examples: 10 }, signal })),
    enabled: text !== undefined,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  });
}

export const useCustomerAudiences = (id: string) =>
  useQuery({
    queryKey: ['audiences', 'customer', id],
    queryFn: ({ signal }) => ask(api.GET('/customers/{id}/audiences', { params: of(id), signal })),
    enabled: id !== '',
    refetchInterval: 15_000,
  });

export const useLists = () => useQuery({ queryKey: ['audiences', 'lists'], queryFn: ({ signal }) => ask(api.GET('/lists', { signal })) });

export const useListed = (id: string) =>
  useInfiniteQuery({
    queryKey: ['audiences', 'listed', id],
    queryFn: ({ pageParam, signal }) => ask(api.GET('/lists/{id}/members', { params: { ...of(id), query: { limit: 25, cursor: pageParam || undefined } }, signal })),
    initialPageParam: '',
    getNextPageParam: (last) => last.nextCursor || undefined,
  });

/** useChange makes a change to audiences and then reads again what it may have touched. */
function useChange<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: ['audiences'] }) });
}

export interface Draft {
  name: string;
  description: string;
  text: string;
}

/** useSave makes an audience, or changes the one with an id. */
export const useSave = (id: string) =>
  useChange((draft: Draft) => (id ? ask(api.PATCH('/audiences/{id}', { params: of(id), body: draft })) : ask(api.POST('/audiences', { body: draft }))));

export const useRename = (id: string) =>
  useChange((names: { name: string; description: string }) => ask(api.PATCH('/audiences/{id}', { params: of(id), body: names })));
export const useArchive = (id: string) => useChange((archived: boolean) => ask(api.PATCH('/audiences/{id}', { params: of(id), body: { archived } })));
export const useRemove = (id: string) => useChange(() => ask(api.DELETE('/audiences/{id}', { params: of(id) })));
export const useEvaluate = () => useChange(() => ask(api.POST('/audiences/evaluate')));

/** useSaveList makes a list kept by hand, or renames the one with an id. */
export const useSaveList = (id: string) =>
  useChange((body: { name: string; description: string }) => (id ? ask(api.PUT('/lists/{id}', { params: of(id), body })) : ask(api.POST('/lists', { body }))));
export const useRemoveList = (id: string) => useChange(() => ask(api.DELETE('/lists/{id}', { params: of(id) })));
export const useAddToList = (id: string) =>
  useChange((who: { customers?: string[]; kind?: string; values?: string[] }) => ask(api.POST('/lists/{id}/members', { params: of(id), body: who })));
export const useTakeFromList = (id: string) =>
  useChange((customers: string[]) => ask(api.POST('/lists/{id}/members/remove', { params: of(id), body: { customers } })));

/** useAllGrowth reads of all audiences at once how they grew. */
export const useAllGrowth = (days: number) =>
  useQuery({
    queryKey: ['audiences', 'growths', days],
    queryFn: ({ signal }) => ask(api.GET('/audiences/growth', { params: { query: { days } }, signal })),
    refetchInterval: 30_000,
  });

/** useReasons says why a customer is in an audience, or is not. */
export function useReasons(id: string, customer: string) {
  const language = useLanguage();
  return useQuery({
    queryKey: ['audiences', 'reasons', id, customer, language],
    queryFn: ({ signal }) => ask(api.GET('/audiences/{id}/reasons', { params: { ...of(id), query: { customer, language } }, signal })),
    enabled: customer !== '',
  });
}

/** useValues reads texts that a field, or a property of an event, was seen to have, the most frequent first. */
export const useValues = (of: { field: string } | { event: string; property: string } | undefined) =>
  useQuery({
    queryKey: ['audiences', 'values', of],
    queryFn: ({ signal }) => ask(api.GET('/audiences/values', { params: { query: of }, signal })),
    enabled: of !== undefined,
    staleTime: 300_000,
  });
