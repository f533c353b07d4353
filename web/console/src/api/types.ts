import type { Schema } from './client';

/** The shorter names under which pages know the API's types. */
export type Session = { staff: Schema<'Self'>; workspace: Workspace; csrfToken: string };
export type SessionAnswer = Schema<'Session'>;
export type Workspace = Schema<'Workspace'>;
export type Staff = Schema<'Staff'>;
export type Role = Staff['role'];

export type CustomerRow = Schema<'CustomerItem'>;
export type Customer = Schema<'CustomerDetail'>;
export type Contact = Schema<'ContactPoint'>;
export type Worth = Schema<'Worth'>;
export type Reason = Schema<'Reason'>;
export type TimelineItem = Schema<'TimelineItem'>;
export type Merge = Schema<'MergeItem'>;
export type SearchHit = Schema<'SearchHit'>;
export type Order = Schema<'Order'>;

export type Tier = Schema<'TierCount'>['tier'];
export type Stage = Schema<'StageCount'>['stage'];
export type Risk = Schema<'ChurnRisk'>['level'];
