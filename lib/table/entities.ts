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
    /** as typed, for display and mail */
    email: z.string(),
    /** as compared: NFC, lower case */
    email_key: z.string(),
    first_name: z.nullable(z.string()),
    last_name: z.nullable(z.string()),
    /** PHC string; null for an account that only ever signed in through Google */
    password_hash: z.nullable(z.string()),
    google_id: z.nullable(z.string()),
    is_2fa_enabled: z.boolean(),
    is_active: z.boolean(),
    is_dark_mode: z.boolean(),
    /** balance in hundredths of a credit */
    credits: z.int(),
    /** number of ledger entries, which is also the newest one's sequence number */
    ledger_sequence: z.int(),
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
    has_first_name: z.boolean(),
    has_last_name: z.boolean(),
    key_id: z.string(),
    /** raised by every reset; a token of a lower version is dead */
    key_version: z.int(),
    key_created_at: time,
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
  schema: z.object({ email_key: z.string(), user_id: z.string() }),
});

/** Holds a Google subject for one account. */
export const GoogleGuard = entity({
  type: 'google_guard',
  version: 1,
  pk: 'GOOGLE#{google_id}',
  sk: 'GUARD',
  schema: z.object({ google_id: z.string(), user_id: z.string() }),
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
    tries: z.int(),
    /** when it was asked for, for the cool-down; 0 when the welcome mail brought it */
    asked_at: time,
    expires_at: expiry,
  }),
});

/** How many codes an address was sent in a day (UTC). */
export const CodesSent = entity({
  type: 'codes_sent',
  version: 1,
  pk: 'EMAIL#{email_key}',
  sk: 'CODES_SENT#{day}',
  schema: z.object({ email_key: z.string(), day: z.string(), sent: z.int(), expires_at: expiry }),
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

/** One ledger entry. Its id begins with its sequence number, so one key serves the page and the single view. */
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
    created_at: time,
    updated_at: time,
  }),
});
