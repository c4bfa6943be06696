import { isUtf8 } from 'node:buffer';
import * as z from 'zod/mini';
import type { Profile } from '../profile.ts';
import * as entities from '../table/entities.ts';
import type { Entity, Stored } from '../table/entity.ts';
import { userOf } from './accounts.ts';
import { changeOf } from './changes.ts';
import type { Ctx } from './ctx.ts';
import { transactionOf } from './ledger.ts';
import { taskOf } from './tasks.ts';
import { httpDate } from './values.ts';

const { Access, Account, AuditRecord, Code, CodesSent, EmailGuard, IdempotencyRecord, LoginTries } = entities;
const { PendingTotp, StripeCustomer, Task, Totp, Transaction, Upload, UploadsBegun } = entities;

/** A page of all that is held of a user; `next` is the cursor of the page after it, null at the end. */
export const Export = z.object({
  items: z.array(z.object({ type: z.string(), value: z.unknown() })),
  next: z.nullable(z.string()),
});
type Export = z.infer<typeof Export>;

type Shown = (value: Record<string, unknown>, profile: Profile) => unknown;
const shown = <E extends Entity>(
  of: E,
  show: (item: Stored<E>, profile: Profile) => unknown,
): [string, Shown] => [of.type, (value, profile) => show(of.schema.parse(value) as Stored<E>, profile)];
const expires = (expires_at: number) => httpDate(expires_at * 1000);

/**
 * What an owner is shown of each item. Secrets and their hashes are not, nor ids that are only good for others; that
 * there is one, is. What is not listed here is not shown.
 */
const SHOWN = new Map<string, Shown>([
  shown(Account, (account) => ({
    ...userOf(account),
    has_google_sign_in: account.google_id !== null,
    has_password: account.password_hash !== null,
  })),
  shown(Access, ({ key_id, key_created_at, sessions, used_at }, profile) => ({
    ...(profile === 'clara' && { api_key: { created_at: httpDate(key_created_at), id: key_id } }),
    last_call_at: used_at === null ? null : httpDate(used_at),
    sessions: Object.values(sessions).map((idle_until) => ({ idle_until: expires(idle_until) })),
  })),
  shown(Totp, ({ enrolled_at, backup_codes }) => ({
    backup_codes_left: Object.keys(backup_codes).length,
    enrolled_at: httpDate(enrolled_at),
  })),
  shown(PendingTotp, ({ expires_at, replaces }) => ({ expires_at: expires(expires_at), replaces })),
  shown(Transaction, (entry) => ({
    ...transactionOf(entry),
    by: entry.by,
    request_id: entry.request_id,
    through: entry.through,
  })),
  shown(Task, (task) => ({ ...taskOf(task), attachments: task.attachments.map(({ name }) => name) })),
  shown(Upload, ({ upload_id, name, expires_at }) => ({
    expires_at: expires(expires_at),
    id: upload_id,
    name,
  })),
  shown(UploadsBegun, ({ day, begun }) => ({ begun, day })),
  shown(IdempotencyRecord, ({ operation, key, expires_at }) => ({
    expires_at: expires(expires_at),
    key,
    operation,
  })),
  shown(StripeCustomer, ({ created_at }) => ({ created_at: httpDate(created_at) })),
  shown(AuditRecord, changeOf),
  shown(Code, ({ purpose, tries, expires_at }) => ({ expires_at: expires(expires_at), purpose, tries })),
  shown(CodesSent, ({ day, purpose, sent }) => ({ day, purpose, sent })),
  shown(LoginTries, ({ tries, expires_at }) => ({ expires_at: expires(expires_at), tries })),
]);

/** The partitions that hold something of a user, by the entity that gives their key. */
const PARTS = [Account, AuditRecord, EmailGuard, LoginTries] as const;

const placeIn = (cursor: string) => Buffer.from(cursor.slice(2), 'base64url');

/** `<number of the part>.<where in it>`, which is a key of DynamoDB's: text of 1,024 bytes at most. */
export const ExportQuery = z.strictObject({
  cursor: z.optional(
    z.string().check(
      z.regex(/^[0-3]\.[\w-]{0,1366}$/),
      z.refine((cursor) => {
        const bytes = placeIn(cursor);
        return bytes.toString('base64url') === cursor.slice(2) && isUtf8(bytes);
      }),
    ),
  ),
});

/**
 * A page of all that is held of a user: one read of at most 1 MB, so that the answer stays far below API Gateway's
 * limit.
 */
export async function exportUser(
  ctx: Ctx<'user_not_found', 'table'>,
  user_id: string,
  cursor = '0.',
): Promise<Export> {
  const account = await ctx.table.get(Account, { user_id });
  if (!account) throw ctx.fail('user_not_found', 'no such user');
  const { email_key } = account;
  let after: string | undefined = placeIn(cursor).toString() || undefined;
  for (let number = Number(cursor[0]); number < PARTS.length; number++) {
    const keys = { user_id, email_key, subject: `email:${email_key}` };
    const { items, next } = await ctx.table.partition(PARTS[number] ?? Account, keys, after);
    after = undefined;
    const found = items.flatMap(({ type, value }) => {
      const show = SHOWN.get(type);
      return show ? { type, value: show(value, ctx.policy.profile) } : [];
    });
    const following =
      next === undefined ? `${number + 1}.` : `${number}.${Buffer.from(next).toString('base64url')}`;
    const isLast = next === undefined && number + 1 === PARTS.length;
    if (found.length > 0 || isLast) return { items: found, next: isLast ? null : following };
  }
  return { items: [], next: null };
}
