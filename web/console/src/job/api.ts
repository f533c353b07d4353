import { useQuery } from '@tanstack/react-query';
import { api, ask, type Schema } from '@/api/client';

export type Job = Schema<'Job'>;

export const working = (j: Pick<Job, 'state'>) => j.state === 'running' || j.state === 'waiting' || j.state === 'retrying';

/** useJobs reads the latest jobs: often while one works, else only now and then. */
export const useJobs = (enabled: boolean) =>
  useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => ask(api.GET('/jobs', { params: { query: { limit: 12 } }, signal })),
    refetchInterval: (q) => (q.state.data?.items?.some(working) ? 2_000 : 60_000),
    enabled,
  });
