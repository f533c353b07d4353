import { useQuery } from '@tanstack/react-query';
import { get } from '@/api/client';

export interface Job {
  id: string;
  kind: string;
  state: 'waiting' | 'running' | 'retrying' | 'done' | 'failed' | 'cancelled';
  done: number;
  total: number;
  secondsLeft?: number;
  startedAt?: string;
  finishedAt?: string;
  queuedAt?: string;
}

export const working = (j: Pick<Job, 'state'>) => j.state === 'running' || j.state === 'waiting' || j.state === 'retrying';

/** useJobs reads the latest jobs: often while one works, else only now and then. */
export const useJobs = (enabled: boolean) =>
  useQuery({
    queryKey: ['jobs'],
    queryFn: ({ signal }) => get<{ items: Job[] | null }>('/jobs', { query: { limit: 12 }, signal }),
    refetchInterval: (q) => (q.state.data?.items?.some(working) ? 2_000 : 60_000),
    enabled,
  });
