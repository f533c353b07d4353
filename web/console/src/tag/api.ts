import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

export type Tag = Schema<'Tag'>;
export type TagDefinition = Schema<'TagDefinition'>;
export type TagText = Schema<'TagText'>;
export type CustomerTag = Schema<'CustomerTag'>;

const of = (id: string) => ({ path: { id } });
const moving = (x?: Pick<Tag, 'state'>) => x?.state === 'waiting';

/** useTags reads all tags; often while one is being worked out. */
export const useTags = (enabled = true) =>
  useQuery({
    queryKey: ['tags', 'list'],
    queryFn: ({ signal }) => ask(api.GET('/tags', { signal })),
    refetchInterval: (q) => (q.state.data?.items.some(moving) ? 2_000 : 60_000),
    enabled,
  });

export const useTag = (id: string) =>
  useQuery({
    queryKey: ['tags', 'one', id],
    queryFn: ({ signal }) => ask(api.GET('/tags/{id}', { params: of(id), signal })),
    refetchInterval: (q) => (moving(q.state.data) ? 2_000 : 60_000),
  });

export const useTagVersions = (id: string, version: number) =>
  useQuery({ queryKey: ['tags', 'versions', id, version], queryFn: ({ signal }) => ask(api.GET('/tags/{id}/versions', { params: of(id), signal })) });

/** useCoverage reads how much of the portrait was known, the newest run first. */
export const useCoverage = () =>
  useQuery({ queryKey: ['tags', 'coverage'], queryFn: ({ signal }) => ask(api.GET('/portrait/coverage', { params: { query: { limit: 90 } }, signal })) });

export const useCustomerTags = (id: string) =>
  useQuery({
    queryKey: ['tags', 'customer', id],
    queryFn: ({ signal }) => ask(api.GET('/customers/{id}/tags', { params: of(id), signal })),
    refetchInterval: 15_000,
  });

/** useWrite makes a change and then reads tags anew. */
function useWrite<A, R>(fn: (a: A) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({ mutationFn: fn, onSuccess: () => queries.invalidateQueries({ queryKey: ['tags'] }) });
}

/** useSaveTag makes a tag, or gives one another definition. */
export const useSaveTag = (tag?: Tag) =>
  useWrite((body: TagDefinition) =>
    tag ? ask(api.PUT('/tags/{id}', { params: of(tag.id), body: { ...body, version: tag.version } })) : ask(api.POST('/tags', { body })),
  );

export const useRemoveTag = (id: string) => useWrite(() => ask(api.DELETE('/tags/{id}', { params: of(id) })));

export const useSayTag = (customer: string) =>
  useWrite(({ tag, ...body }: { tag: string; value: string; until?: string }) =>
    ask(api.PUT('/customers/{id}/tags/{tag}', { params: { path: { id: customer, tag } }, body })),
  );

export const useUnsayTag = (customer: string) =>
  useWrite((tag: string) => ask(api.DELETE('/customers/{id}/tags/{tag}', { params: { path: { id: customer, tag } } })));
