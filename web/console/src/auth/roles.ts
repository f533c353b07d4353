import type { Role } from '@/api/types';

/** The roles, the mightiest first, as in auth/permission.go. */
export const roles: Role[] = ['owner', 'manager', 'agent', 'analyst'];
