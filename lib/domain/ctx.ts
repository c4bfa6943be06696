import type { ErrorCode, Failure, FailureDetails } from '../errors.ts';
import type { Analyst } from '../analysis/analysis.ts';
import type { AttachmentGate, FileStore } from '../files/files.ts';
import type { GoogleIdentity } from '../identity/identity.ts';
import type { LeakReports } from '../leaks/leaks.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Billing, PaymentHistory, Shop, SignedEvents } from '../payments/payments.ts';
import type { TaskQueue } from '../queue/queue.ts';
import type { Profile } from '../profile.ts';
import type { Table } from '../table/table.ts';
import type { Keyring } from './tokens.ts';

/** The rules a deployment may set; `lib/config.ts` reads them. Times in ms unless named otherwise. */
export interface Policy {
  profile: Profile;
  /** what users know the product as */
  productName: string;
  /** hundredths of a credit */
  freeCredits: number;
  hideAccounts: boolean;
  minPasswordLength: number;
  argon2: { memoryKiB: number; passes: number; parallelism: number };
  sessionIdle: number;
  sessionLifetime: number;
  codeCooldown: number;
  codesPerDay: number;
  loginTriesPerAccount: number;
  loginTriesPerAddress: number;
  /** how long a webhook may be on its way before it counts as lost */
  webhookGrace: number;
  /** how long a task may wait in the queue before its message counts as lost */
  taskWake: number;
  /** tasks of one user that may be neither done nor given up */
  openTasksPerUser: number;
}

/** What lies outside the domain; an endpoint names the ports it uses. */
export interface Ports {
  table: Table;
  mail: Mailer;
  keyring: Keyring;
  google: GoogleIdentity;
  shop: Shop;
  billing: Billing;
  signedEvents: SignedEvents;
  paymentHistory: PaymentHistory;
  leakReports: LeakReports;
  sharedKeys: SharedKeys;
  frontEnd: FrontEnd;
  gate: AttachmentGate;
  files: FileStore;
  queue: TaskQueue;
  analyst: Analyst;
}

/** The keys that are no user's: what a front end and what an operator's server carry. Several while one is rolled. */
export interface SharedKeys {
  public: readonly string[];
  private: readonly string[];
}

/** What a front end of this deployment must know. */
export interface FrontEnd {
  /** PUBLIC_API_KEY, which is made to be carried by one */
  publicKey: string;
  /** where Stripe's pages lead back to */
  clientUrl: string;
  /** where uploads are put */
  uploadOrigin: string;
  /** where mails lie that reach nobody; undefined where they are really sent */
  mailInboxUrl: string | undefined;
}

/**
 * What a verb may touch. `E`: what it can fail with; an endpoint that does not list one of these does not compile.
 * `P`: the ports it needs.
 */
export type Ctx<E extends ErrorCode = never, P extends keyof Ports = never> = {
  policy: Policy;
  requestId: string;
  /** the endpoint or job at work, by its id */
  route: string;
  /** the kind of caller it works for */
  by: string;
  /** ms since the epoch */
  now: () => number;
  fail: (code: E, because: string, details?: FailureDetails) => Failure;
  /** Notes what the caller does not get to see, by ids only. */
  note: (event: string, ids?: Record<string, string | number>) => void;
} & Pick<Ports, P>;
