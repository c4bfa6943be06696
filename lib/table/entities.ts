import * as z from 'zod/mini';
import { entity } from './entity.ts';

/** ms since the epoch */
const time = z.int();
/** s since the epoch; DynamoDB's TTL attribute, also checked at every read */
const expiry = z.int();

/** Who a user is and what it owns. One item, so that `GET /users/{user_id}` is one read. */
export const Account = entity({
  type: 'account',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'ACCOUNT',
  schema: z.object({
    user_id: z.string(),
    /** the canonical address, for display and mail */
    email: z.string(),
    /** what two spellings of one mailbox share */
    email_key: z.string(),
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    /** PHC string; null for an account that only ever signed in through Google */
    password_hash: z.nullable(z.string()),
    google_id: z.nullable(z.string()),
    /** raised by what ends sessions: a login that began before it opens none; absent: 0 */
    credentials_version: z.optional(z.int()),
    is_2fa_enabled: z.boolean(),
    /** what the second factor is, where it is on; `email` where it is off */
    two_factor_method: z._default(z.enum(['email', 'totp']), 'email'),
    is_active: z.boolean(),
    /** by the operator; absent: no */
    is_suspended: z.optional(z.boolean()),
    is_dark_mode: z.boolean(),
    /** balance in hundredths of a credit */
    credits: z.int(),
    /** number of ledger entries, which is also the newest one's sequence number */
    ledger_sequence: z.int(),
    /** number of tasks, which is also the newest one's running number */
    task_sequence: z._default(z.int(), 0),
    /** tasks that are neither done nor given up */
    open_tasks: z._default(z.int(), 0),
    created_at: time,
    updated_at: time,
  }),
});

/**
 * All that the authorizer must know of a user, and nothing else: it is written at every call, so it must stay below
 * 1 KB (one write unit).
 */
export const Access = entity({
  type: 'access',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'ACCESS',
  schema: z.object({
    user_id: z.string(),
    is_active: z.boolean(),
    /** then nothing is let in; absent: no */
    is_suspended: z.optional(z.boolean()),
    has_first_name: z.boolean(),
    has_last_name: z.boolean(),
    key_id: z.string(),
    /** raised by every reset; a token of a lower version is dead */
    key_version: z.int(),
    key_created_at: time,
    /** the account's */
    credentials_version: z.optional(z.int()),
    /** session id → s since the epoch at which it is idle for too long */
    sessions: z.record(z.string(), z.int()),
    /** calls per limiter window: one letter for the kind of caller + the second → calls in it */
    calls: z.record(z.string(), z.int()),
    /** the last call with a good token */
    used_at: z.nullable(time),
  }),
});

/** Holds an e-mail for one account; DynamoDB has no unique index. */
export const EmailGuard = entity({
  type: 'email_guard',
  version: 1,
  pk: 'EMAIL#{email_key}',
  sk: 'GUARD',
  schema: z.object({
    email_key: z.string(),
    user_id: z.string(),
    /** how often somebody with another password tried to register it before it was activated; absent: never */
    contested: z.optional(z.int()),
  }),
});

/** Holds a Google subject for one account. */
export const GoogleGuard = entity({
  type: 'google_guard',
  version: 1,
  pk: 'GOOGLE#{google_id}',
  sk: 'GUARD',
  schema: z.object({ google_id: z.string(), user_id: z.string() }),
});

/** Somebody whose account was deleted: signing up again is worth nothing for a while. */
export const SignupSpent = entity({
  type: 'signup_spent',
  version: 1,
  pk: 'SIGNUP#{holder}',
  sk: 'SPENT',
  schema: z.object({
    /** HMAC-SHA256 of an e-mail or a Google subject */
    holder: z.string(),
    expires_at: expiry,
  }),
});

/** A mailed code. It hangs on the e-mail, so that an address without an account costs and looks the same. */
export const Code = entity({
  type: 'code',
  version: 1,
  pk: 'EMAIL#{email_key}',
  sk: 'CODE#{purpose}',
  schema: z.object({
    email_key: z.string(),
    purpose: z.string(),
    /** HMAC-SHA256 of purpose, e-mail and code */
    hash: z.string(),
    /** what the code is derived from, with a signing secret: so it can be mailed again */
    nonce: z._default(z.string(), ''),
    tries: z.int(),
    /** how often it was mailed */
    mails: z._default(z.int(), 1),
    /** when it was last asked for, for the cool-down; 0 when the welcome mail brought it */
    asked_at: time,
    expires_at: expiry,
  }),
});

/** How many codes of a purpose were made for a mailbox in a day (UTC). */
export const CodesSent = entity({
  type: 'codes_sent',
  version: 1,
  pk: 'EMAIL#{email_key}',
  sk: 'CODES_SENT#{day}#{purpose}',
  schema: z.object({
    email_key: z.string(),
    day: z.string(),
    purpose: z.string(),
    sent: z.int(),
    expires_at: expiry,
  }),
});

/** An authenticator app's secret that waits for its first code. */
export const PendingTotp = entity({
  type: 'pending_totp',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'TOTP#PENDING',
  schema: z.object({
    user_id: z.string(),
    /** the secret, encrypted */
    sealed: z.string(),
    /** the method that the caller proved for it, and that it takes the place of */
    replaces: z.enum(['email', 'totp']),
    tries: z.int(),
    expires_at: expiry,
  }),
});

/** The authenticator app of a user whose second factor it is, and the backup codes that stand in for it. */
export const Totp = entity({
  type: 'totp',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'TOTP',
  schema: z.object({
    user_id: z.string(),
    /** the secret, encrypted */
    sealed: z.string(),
    /** when this app was confirmed, which tells it from one before it */
    enrolled_at: time,
    /** the 30-s step of the newest code that was taken; no code of it or before works */
    last_step: z.int(),
    /** HMAC-SHA256 of each unused backup code → 1 */
    backup_codes: z.record(z.string(), z.int()),
    /** in a row without a right one */
    tries: z.int(),
    tried_at: time,
    /** how often it was locked of late; each time the lock lasts twice as long */
    locks: z.int(),
  }),
});

/** Password tries in a row, by account (`email:…`) or by network (`address:…`). */
export const LoginTries = entity({
  type: 'login_tries',
  version: 1,
  pk: 'LOGIN#{subject}',
  sk: 'TRIES',
  schema: z.object({
    subject: z.string(),
    tries: z.int(),
    /** no try before this */
    next_at: time,
    /** from here on the tries count for nothing */
    forget_at: time,
    expires_at: expiry,
  }),
});

/** What is known of a payment, and how many of its credits stand in the ledger. */
export const Payment = entity({
  type: 'payment',
  version: 1,
  pk: 'PAYMENT#{payment_id}',
  sk: 'PAYMENT',
  schema: z.object({
    /** Stripe's payment intent */
    payment_id: z.string(),
    /** null until it is paid: a refund or dispute may be heard of first */
    user_id: z.nullable(z.string()),
    /** hundredths of a credit, bought */
    credits: z.int(),
    /** cents, paid */
    fiat: z.int(),
    /** cents, given back so far */
    refunded: z.int(),
    disputes: z.record(z.string(), z.object({ fiat: z.int(), state: z.enum(['open', 'won', 'lost']) })),
    /** hundredths of a credit that the ledger's entries about this payment sum up to */
    booked: z.int(),
    revision: z.int(),
  }),
});

/** The customer that a user is at Stripe. */
export const StripeCustomer = entity({
  type: 'stripe_customer',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'STRIPE_CUSTOMER',
  schema: z.object({ user_id: z.string(), customer_id: z.string(), created_at: time }),
});

/** What became of a call that came with an idempotency key. */
export const IdempotencyRecord = entity({
  type: 'idempotency_record',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'IDEMPOTENCY#{operation}#{key}',
  schema: z.object({
    user_id: z.string(),
    operation: z.string(),
    key: z.string(),
    /** what was asked for */
    request_hash: z.string(),
    /** names the work towards others: whoever takes it over goes on under the same name */
    claim_id: z.string(),
    /** until then somebody is at work, unless it is answered */
    running_until: time,
    /** JSON; null until it is done */
    answer: z.nullable(z.string()),
    expires_at: expiry,
  }),
});

/** How far the ingestion has read one of Stripe's lists, which begin with the newest. */
export const IngestionCursor = entity({
  type: 'ingestion_cursor',
  version: 1,
  pk: 'INGESTION#{history}',
  sk: 'CURSOR',
  schema: z.object({
    history: z.string(),
    /** s; what is older was read before */
    from: z.int(),
    /** s; when this reading began: the next one starts from here, with an overlap */
    begun: z.int(),
    /** the last thing read; null: none yet */
    after: z.nullable(z.string()),
    /** something could not be settled: then the next reading starts from `from` again */
    has_failures: z.boolean(),
  }),
});

/** An event of Stripe that was settled; it is settled once. */
export const SettledEvent = entity({
  type: 'settled_event',
  version: 1,
  pk: 'EVENT#{event_id}',
  sk: 'EVENT',
  schema: z.object({ event_id: z.string(), type: z.string(), payment_id: z.string(), expires_at: expiry }),
});

/**
 * One ledger entry, which also is the record of who booked it. Its id begins with its sequence number, so one key serves
 * the page and the single view. Written once, changed never.
 */
export const Transaction = entity({
  type: 'transaction',
  version: 1,
  pk: 'USER#{user_id}',
  sk: '{id}',
  schema: z.object({
    user_id: z.string(),
    id: z.string(),
    sequence: z.int(),
    type: z.enum(['CREDIT', 'DEBIT']),
    description: z.string(),
    /** hundredths of a credit, never negative */
    credits: z.int(),
    /** cents, never negative */
    fiat: z.int(),
    /** hundredths of a credit, after this entry */
    balance_after: z.int(),
    /** the kind of caller; null, as the two below, in entries from before this was kept */
    by: z._default(z.nullable(z.string()), null),
    /** the endpoint or job */
    through: z._default(z.nullable(z.string()), null),
    request_id: z._default(z.nullable(z.string()), null),
    created_at: time,
    updated_at: time,
  }),
});

/** What is left of an erased account: the head of its ledger, and nothing of the person. */
export const ErasedAccount = entity({
  type: 'erased_account',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'ERASED',
  schema: z.object({
    user_id: z.string(),
    /** balance in hundredths of a credit */
    credits: z.int(),
    ledger_sequence: z.int(),
    created_at: time,
    erased_at: time,
  }),
});

/** An erased account of which something may be left, for the job to find. */
export const OpenErasure = entity({
  type: 'open_erasure',
  version: 1,
  pk: 'OPEN_ERASURES',
  sk: '{user_id}',
  schema: z.object({ user_id: z.string(), erased_at: time }),
});

/** A user in the list of all. Its id begins with the time of registration. */
export const ListedUser = entity({
  type: 'listed_user',
  version: 1,
  pk: 'USERS#{month}',
  sk: '{listed_id}',
  schema: z.object({ month: z.string(), listed_id: z.string(), user_id: z.string() }),
});

/** How many users registered in a day (UTC) and are still listed, in one of several counts. */
export const UsersListed = entity({
  type: 'users_listed',
  version: 1,
  pk: 'USERS',
  sk: '{day}#{shard}',
  schema: z.object({ day: z.string(), shard: z.string(), users: z.int() }),
});

/** A change of a user's credentials or rights: who made it, and in which call. Written once, changed never. */
export const AuditRecord = entity({
  type: 'audit_record',
  version: 1,
  pk: 'AUDIT#{user_id}',
  sk: '{id}',
  schema: z.object({
    user_id: z.string(),
    /** begins with the time */
    id: z.string(),
    what: z.string(),
    /** the kind of caller */
    by: z.string(),
    /** the endpoint or job */
    through: z.string(),
    request_id: z.string(),
    /** ids of what was made */
    made: z.array(z.string()),
    at: time,
  }),
});

/** An analysis: the record of what is owed, to the user and by the user. */
export const Task = entity({
  type: 'task',
  version: 1,
  pk: 'USER#{user_id}',
  sk: '{id}',
  schema: z.object({
    user_id: z.string(),
    id: z.string(),
    sequence: z.int(),
    status: z.enum(['PENDING', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']),
    /** hundredths of a credit that the ledger holds for it: 0 once they were released */
    charged: z.int(),
    /** where its text lies; null: it has none */
    text_key: z.nullable(z.string()),
    attachments: z.array(
      z.object({
        name: z.string(),
        kind: z.enum(['audio', 'document', 'image', 'video']),
        extension: z.string(),
        key: z.string(),
      }),
    ),
    /** a sentence for the user */
    error: z.nullable(z.string()),
    /** JSON */
    result: z.nullable(z.string()),
    /** how often a worker has begun */
    attempts: z.int(),
    /** names the worker that is at it; null: none */
    lease_id: z.nullable(z.string()),
    /** until then no other worker may begin */
    lease_until: time,
    /** when the queue was last told of it */
    queued_at: time,
    created_at: time,
    updated_at: time,
  }),
});

/** A task that is neither done nor given up, for the sweep to find. */
export const OpenTask = entity({
  type: 'open_task',
  version: 1,
  pk: 'OPEN_TASKS',
  sk: '{task_id}',
  schema: z.object({ task_id: z.string(), user_id: z.string(), created_at: time }),
});

/** A call of an account that waits for a task: there are as many of these as may wait at a time. */
export const FollowSlot = entity({
  type: 'follow_slot',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'FOLLOW#{slot}',
  schema: z.object({
    user_id: z.string(),
    slot: z.string(),
    /** names the call that has it */
    holder: z.string(),
    /** from then on it is free */
    until: time,
    expires_at: expiry,
  }),
});

/** A file that a user may upload, or has, to be named in an analysis. */
export const Upload = entity({
  type: 'upload',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'UPLOAD#{upload_id}',
  schema: z.object({
    user_id: z.string(),
    upload_id: z.string(),
    name: z.string(),
    key: z.string(),
    expires_at: expiry,
  }),
});

/** How many uploads a user began in a day (UTC). */
export const UploadsBegun = entity({
  type: 'uploads_begun',
  version: 1,
  pk: 'USER#{user_id}',
  sk: 'UPLOADS_BEGUN#{day}',
  schema: z.object({ user_id: z.string(), day: z.string(), begun: z.int(), expires_at: expiry }),
});
