import type { Money } from '@/format/format';

export type Tier = 'A' | 'B' | 'C' | 'new';
export type Stage = 'prospect' | 'new' | 'active' | 'at_risk' | 'lost' | 'won_back';
export type Risk = 'low' | 'medium' | 'high' | 'lost';
/** Reason is a stable word with the numbers that belong in its sentence. */
export interface Reason {
  code: string;
  params?: Record<string, unknown>;
}

export interface Staff {
  id: string;
  name: string;
  email: string;
  role: Role;
  language?: string;
  disabled: boolean;
  invited: boolean;
  createdAt: string;
  signedInAt?: string;
}
export interface SessionAnswer {
  signedIn: boolean;
  setupNeeded: boolean;
  staff?: Staff & { permissions: string[] };
  workspace?: Workspace;
  csrfToken?: string;
}
export interface Workspace {
  name: string;
  timeZone: string;
  currency: string;
  asOf?: string;
  historical: boolean;
}
/** Session is the answer about somebody who is signed in. */
export type Session = Required<Pick<SessionAnswer, 'staff' | 'workspace' | 'csrfToken'>>;
export type Role = 'owner' | 'manager' | 'agent' | 'analyst';

export interface CustomerRow {
  id: string;
  kind: 'person' | 'company' | 'visitor';
  name: string;
  email?: string;
  phone?: string;
  city?: string;
  /** Stage and tier are absent before the first score. */
  stage?: Stage;
  tier?: Tier;
  orders: number;
  revenue: Money;
  value12m?: Money;
  churnRisk?: Risk;
  lastOrderAt?: string;
  lastSeenAt?: string;
  firstSeenAt?: string;
}
export interface Page<T> {
  items: T[] | null;
  nextCursor?: string;
}
export interface CustomerPage extends Page<CustomerRow> {
  total: number;
  totalIsExact: boolean;
}

export interface Contact {
  value: string;
  valid: boolean;
  fault?: string;
}
export interface Ref {
  id: string;
  name: string;
}
export interface Duplicate extends Ref {
  kind: string;
  value: string;
  at: string;
}
export interface Customer extends CustomerRow {
  aliases: string[] | null;
  emails: Contact[] | null;
  phones: Contact[] | null;
  birthday?: string;
  identities: { kind: string; value: string; firstSeenAt?: string; standing?: string }[] | null;
  traits: Record<string, unknown>;
  attributes: Record<string, unknown>;
  company?: Ref;
  members?: Ref[] | null;
  duplicates: Duplicate[] | null;
  asOf?: string;
  erasedAt?: string;
}
/** Worth is everything said about a customer's worth and risk; see api/metric. */
export interface Worth {
  asOf?: string;
  rfm: { r: number; f: number; m: number; recencyDays: number; occasions: number; orders: number; monetary: Money };
  tier: Standing<Tier>;
  stage: Standing<Stage>;
  modelled: boolean;
  refusal?: { reason: string; have: number; need: number };
  value12m?: { mid: Money; low: Money; high: Money };
  order90?: number;
  nextOrder?: string;
  gapDays?: number;
  churn?: { level: Risk; probability: number; clues: { code: string; value: number; reference: number }[] | null };
  action: Reason;
}
export interface Standing<Name> {
  name: Name;
  since?: string;
  why: Reason;
}

export interface TimelineItem {
  seq: string;
  time: string;
  type: string;
  name: string;
  channel?: string;
  source?: string;
  order?: string;
  amount?: Money;
  /** Late says that the delivery came after its promise. */
  late?: boolean;
  body?: Record<string, unknown>;
}
export interface Order {
  id: string;
  status: string;
  total: Money;
  refunded: Money;
  orderedAt?: string;
  promisedAt?: string;
  shippedAt?: string;
  deliveredAt?: string;
  late: boolean;
  overdue: boolean;
  channel?: string;
  lines: { id: string; product?: string; name?: string; quantity: number; price: Money; total: Money }[] | null;
}
export interface Merge {
  id: string;
  at: string;
  cause: string;
  kind?: string;
  from: Ref;
  into: Ref;
  undoable: boolean;
  undoneAt?: string;
}
export interface SearchHit {
  kind: 'customer' | 'page' | 'action';
  id: string;
  title: string;
  subtitle?: string;
}
