import * as entities from '../table/entities.ts';
import type { Entity } from '../table/entity.ts';
import { all, equals } from '../table/expressions.ts';
import { create, erase, type Write } from '../table/table.ts';
import { unavailable } from '../errors.ts';
import type { StoredAccount } from './accounts.ts';
import { Purpose, takeCode } from './codes.ts';
import type { Ctx } from './ctx.ts';
import { unlisted } from './directory.ts';
import { forgetTries } from './login-tries.ts';
import { notify } from './notices.ts';
import { proveSecondFactor } from './second-factor.ts';
import { signupSpent } from './signup-credits.ts';
import { recorded } from './trail.ts';
import { DAY_MS, dayOf } from './values.ts';

const { Access, Account, Code, CodesSent, EmailGuard, ErasedAccount } = entities;
const { GoogleGuard, OpenErasure, OpenTask, StripeCustomer, Task, Upload } = entities;

const MAX_ROUNDS = 100;
/** Longer than any function may run: what was at work when the account went is done by then. */
const STRAGGLERS_MS = 15 * 60_000;
/** From when on a call leaves to the job what is left to do. */
const CALL_MS = 4_000;

/**
 * Erases an account.
 *
 *     one transaction   account, sessions, key, e-mail, Google and Stripe links, codes: gone
 *                       the head of its ledger, without the person: made, and with it the order to remove the rest
 *     after it          tasks and uploads with their files, authenticator app, idempotency records: removed by this
 *                       call, or by the job if it dies or is late
 *
 * The ledger and the audit trail stay under the user id, which then leads to nobody: payments may still be refunded or
 * disputed. Called again, it goes on.
 * @param code needed of the owner, for a stolen session must not do this: the app's where an app is the second factor, else
 *   a mailed one
 */
export async function eraseUser(
  ctx: Ctx<'user_not_found' | 'unauthorized', 'table' | 'keyring' | 'mail' | 'files'>,
  user_id: string,
  code: { needed: boolean; given: string | undefined },
): Promise<void> {
  const until = ctx.now() + CALL_MS;
  const account = await ctx.table.get(Account, { user_id });
  if (account) {
    if (code.needed && code.given === undefined) throw ctx.fail('unauthorized', 'no code');
    const proof = code.needed ? await provenBy(ctx, account, code.given ?? '') : NO_PROOF;
    if (!(await hasErased(ctx, account, proof)))
      throw ctx.fail('unauthorized', 'the code was used meanwhile');
    await notify(ctx, account, { kind: 'account_deleted' });
  } else if (!(await ctx.table.get(OpenErasure, { user_id })))
    throw ctx.fail('user_not_found', 'no such user');
  // The account is gone, whatever fails now: the job goes on.
  await guarded(ctx, user_id, () => removeRest(ctx, user_id, () => ctx.now() < until));
}

/** Notes a failure that the job makes good. @returns undefined when it failed */
async function guarded<T>(ctx: Ctx, user_id: string, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    ctx.note('erasure_not_finished', { user_id, error: error instanceof Error ? error.name : typeof error });
    return undefined;
  }
}

interface OwnersProof {
  /** spends the code; refused when it was used meanwhile */
  spend?: Write;
  records: Write[];
  /** the mailed code goes with it */
  isMailed: boolean;
}
const NO_PROOF: OwnersProof = { records: [], isMailed: false };

async function provenBy(
  ctx: Ctx<'unauthorized', 'table' | 'keyring' | 'mail'>,
  account: StoredAccount,
  code: string,
): Promise<OwnersProof> {
  if (account.two_factor_method !== 'totp')
    return {
      spend: await takeCode(ctx, account.email_key, 'DELETE_ACCOUNT', code),
      records: [],
      isMailed: true,
    };
  const { remove, records } = await proveSecondFactor(ctx, account, code);
  return { spend: remove, records, isMailed: false };
}

/** @returns false when the code was used meanwhile */
async function hasErased(
  ctx: Ctx<never, 'table' | 'keyring'>,
  read: StoredAccount,
  { spend, records, isMailed }: OwnersProof,
): Promise<boolean> {
  const { user_id } = read;
  let account: StoredAccount | undefined = read;
  let unlist: Write[] = unlisted(read);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // Another call erased it meanwhile.
    if (!account) return true;
    const asRead = all(
      equals('ledger_sequence', account.ledger_sequence),
      equals('google_id', account.google_id),
    );
    const { credits, ledger_sequence, created_at } = account;
    const erased_at = ctx.now();
    const refused = await ctx.table.commit(
      erase(Account, { user_id }, asRead),
      ...(spend ? [spend] : []),
      ...unlist,
      ...records,
      ...links(account, erased_at, isMailed),
      ...signupSpent(ctx, account),
      create(ErasedAccount, { user_id, credits, ledger_sequence, created_at, erased_at }),
      create(OpenErasure, { user_id, erased_at }),
      recorded(ctx, user_id, 'account.erased'),
    );
    if (!refused) return true;
    if (refused === spend) return false;
    // An account from before there was a list.
    if (refused === unlist[0]) unlist = [];
    account = await ctx.table.get(Account, { user_id });
  }
  throw unavailable('erasure', new Error('contention'));
}

/** What leads from a person to the account, or lets one in. */
function links({ user_id, email_key, google_id }: StoredAccount, now: number, isCodeSpent: boolean): Write[] {
  const purposes = Purpose.options.filter((purpose) => !(isCodeSpent && purpose === 'DELETE_ACCOUNT'));
  // Those that may not have expired yet.
  const days = [0, 1, 2].map((ago) => dayOf(now - ago * DAY_MS));
  return [
    erase(Access, { user_id }),
    erase(EmailGuard, { email_key }),
    ...(google_id === null ? [] : [erase(GoogleGuard, { google_id })]),
    erase(StripeCustomer, { user_id }),
    forgetTries(email_key),
    ...purposes.map((purpose) => erase(Code, { email_key, purpose })),
    ...days.flatMap((day) => Purpose.options.map((purpose) => erase(CodesSent, { email_key, day, purpose }))),
  ];
}

/** What stays under the user id. */
const KEPT = new Set<string>([ErasedAccount.type, entities.Transaction.type]);
const AT_ONCE = 10;

/**
 * Removes what is left in the user's partition, whatever it is. What cannot be removed keeps nothing else.
 * @returns false when time ran out; fails at the end with what kept an item
 */
async function removeRest(
  ctx: Ctx<never, 'table' | 'files'>,
  user_id: string,
  hasTime: () => boolean,
): Promise<boolean> {
  const failures: unknown[] = [];
  let after: string | undefined;
  do {
    if (!hasTime()) return false;
    const { items, next } = await ctx.table.partition(Account, { user_id }, after);
    const left = items.filter(({ type }) => !KEPT.has(type));
    while (left.length > 0) {
      if (!hasTime()) return false;
      const batch = left.splice(0, AT_ONCE).map(({ type, value }) => removed(ctx, type, value));
      for (const each of await Promise.allSettled(batch))
        if (each.status === 'rejected') failures.push(each.reason);
    }
    // The ledger stays, however long it is, and it comes last.
    after = items.at(-1)?.type === entities.Transaction.type ? undefined : next;
  } while (after !== undefined);
  if (failures.length > 0) throw failures[0];
  return true;
}

const ENTITIES = new Map(Object.values<Entity>(entities).map((of) => [of.type, of]));

async function removed(
  ctx: Ctx<never, 'table' | 'files'>,
  type: string,
  value: Record<string, unknown>,
): Promise<void> {
  const of = ENTITIES.get(type);
  if (!of) throw new TypeError(`an item of an unknown type: ${type}`);
  // What names a file stays until the file is gone.
  await Promise.all(filesOf(type, value).map((key) => ctx.files.remove(key)));
  const write = erase(of, value as Record<string, string>);
  const beside = type === Task.type ? [erase(OpenTask, { task_id: String(value.id) })] : [];
  await ctx.table.commit(write, ...beside);
}

/** The keys under which the files of an item lie. */
function filesOf(type: string, value: Record<string, unknown>): string[] {
  if (type === Upload.type) return [Upload.schema.parse(value).key];
  if (type !== Task.type) return [];
  const { text_key, attachments } = Task.schema.parse(value);
  return [...(text_key === null ? [] : [text_key]), ...attachments.map(({ key }) => key)];
}

export interface Finished {
  /** erased accounts of which something may be left */
  open: number;
  finished: number;
  /** could not be dealt with, and will be tried again */
  failed: number;
}

/** Removes what is left of erased accounts: where a call died, and what others wrote while it went. */
export async function finishErasures(
  ctx: Ctx<never, 'table' | 'files'>,
  hasTime: () => boolean,
): Promise<Finished> {
  const found = await ctx.table.newest(OpenErasure, {}, 'user_', 'user_~');
  const open = found.toSorted((a, b) => a.erased_at - b.erased_at);
  const finished: Finished = { open: open.length, finished: 0, failed: 0 };
  for (const { user_id, erased_at } of open) {
    if (!hasTime()) break;
    // One that fails must not keep the others.
    const isFinished = await guarded(ctx, user_id, async () => {
      const isClean = await removeRest(ctx, user_id, hasTime);
      if (!isClean || erased_at > ctx.now() - STRAGGLERS_MS) return false;
      await ctx.table.commit(erase(OpenErasure, { user_id }));
      return true;
    });
    if (isFinished) finished.finished++;
    if (isFinished === undefined) finished.failed++;
  }
  return finished;
}
