import { randomBytes, randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { routes } from '../../functions/routes.ts';
import type { StoredAccount } from '../../lib/domain/accounts.ts';
import { newCode, type Purpose } from '../../lib/domain/codes.ts';
import { listTransactions } from '../../lib/domain/ledger.ts';
import { hashPassword } from '../../lib/domain/passwords.ts';
import { listTasks, newTask } from '../../lib/domain/tasks.ts';
import type { CallerKind } from '../../lib/http/endpoint.ts';
import type { Billing } from '../../lib/payments/payments.ts';
import { OpenTask, StripeCustomer, Task } from '../../lib/table/entities.ts';
import { put } from '../../lib/table/table.ts';
import type { COSTS } from '../../local/build/capacity.ts';
import { LOCAL_SECRETS } from '../../local/stack/stack.ts';
import { type Backend, type BenchUser, history, type UserOptions } from './backend.ts';
import { inTurn } from './statistics.ts';

/** What is asked, ready to be sent. */
export interface Asked {
  by: CallerKind | 'SIGNATURE';
  user?: BenchUser;
  /** what stands in the path beside the user's id */
  path?: Record<string, string>;
  query?: Record<string, string>;
  body?: object | string;
  headers?: Record<string, string>;
}

export interface BenchCall {
  /** its row in the table of costs; none: it asks DynamoDB nothing */
  cost?: keyof typeof COSTS;
  /** why it is not timed over HTTP */
  notOverHttp?: string;
  /** Makes what one call needs and uses up, which is not timed. */
  ask: () => Asked | Promise<Asked>;
}

export const PASSWORD = 'a rather long: secret';
const NAMES = { first_name: 'Ada', last_name: 'Lovelace' };
const PAGE = { limit: '10', offset: '0' };
/** Those whom calls only read: so many that calls to all of them in turn stay within each one's rate. */
const READ = 40;
const SIGNED = 'which only its sender can sign';

/**
 * A call of each route, as its plain row in the table of costs has it. What changes or ends something is asked about a
 * user of its own each time, so that no call finds what another one left.
 */
export async function callsOn(
  system: Backend,
  billing: Billing,
): Promise<Record<keyof typeof routes, BenchCall>> {
  const ctx = await system.ctx();
  const password_hash = await hashPassword(PASSWORD, ctx.policy.argon2);
  const fresh = async (options?: UserOptions): Promise<BenchUser> => {
    const [user] = await system.users(1, { ...options, whole: true });
    return user as BenchUser;
  };
  /** A user whom a code was mailed, without the mail. */
  const withCode = async (purpose: Purpose, options?: UserOptions) => {
    let code = '';
    const beside = ({ email_key }: StoredAccount) => {
      const made = newCode(system.keyring, email_key, purpose, { at: 0, coolDown: 0, now: ctx.now() });
      ({ code } = made);
      return [made.write];
    };
    return { user: await fresh({ ...options, beside }), code };
  };

  /** A call of such a user, with the code and nothing else. */
  const byCode = (purpose: Purpose, options?: UserOptions) => async (): Promise<Asked> => {
    const { user, code } = await withCode(purpose, options);
    return { by: 'USER', user, body: { code } };
  };

  const read = await system.users(READ, { ...(await history(system, 10)), whole: true });
  const known = await Promise.all(
    read.map(async (user) => {
      const customer_id = await billing.createCustomer(user.id, user.email, undefined);
      await system.insert([put(StripeCustomer, { user_id: user.id, customer_id, created_at: ctx.now() })]);
      const page = { limit: 1, offset: 0 };
      const [[entry], [task]] = [
        await listTransactions(ctx, user.id, page),
        await listTasks(ctx, user.id, page),
      ];
      return { user, transaction_id: entry?.id ?? '', task_id: task?.id ?? '' };
    }),
  );
  const next = inTurn(known);
  const reading = (by: CallerKind, more?: Omit<Asked, 'by' | 'user'>) => () => ({
    by,
    user: next().user,
    ...more,
  });

  return {
    'auth/register': {
      cost: 'registering',
      ask: () => ({
        by: 'PUBLIC',
        body: { ...NAMES, email: `${randomUUID()}@example.com`, password: PASSWORD },
      }),
    },
    'auth/google': {
      cost: 'signing in with Google',
      notOverHttp: SIGNED,
      ask: async () => {
        const google_id = randomUUID();
        await fresh({ as: { google_id } });
        return { by: 'NOBODY', body: { id_token: google_id } };
      },
    },
    'auth/login': {
      cost: 'logging in',
      ask: async () => ({ by: 'BASIC', user: await fresh({ as: { password_hash } }) }),
    },
    'auth/logout': { cost: 'logging out', ask: async () => ({ by: 'USER', user: await fresh() }) },
    'users/change-password': {
      cost: 'changing the password',
      ask: async () => {
        const { user, code } = await withCode('CHANGE_PASSWORD', { as: { password_hash } });
        const body = { code, password: `${PASSWORD}, and new` };
        return { by: 'USER', user, path: { user_email: user.email }, body };
      },
    },
    'users/send-code': {
      cost: 'asking for a code',
      ask: async () => {
        const { email } = await fresh();
        return { by: 'PUBLIC', path: { user_email: email, otp_type: 'CHANGE_PASSWORD' } };
      },
    },
    'users/activate': {
      cost: 'activating the account',
      ask: async () => {
        const { user, code } = await withCode('ACTIVATION', { as: { is_active: false } });
        return { by: 'PUBLIC', path: { user_email: user.email }, body: { code } };
      },
    },
    'users/view-2fa': { cost: 'viewing the second factor', ask: reading('USER') },
    'users/begin-totp': { cost: 'setting an app up', ask: byCode('TWO_FACTOR_AUTH') },
    'users/enable-2fa': { cost: 'turning mailed codes on', ask: byCode('TWO_FACTOR_AUTH') },
    'users/disable-2fa': {
      cost: 'turning mailed codes off',
      ask: byCode('TWO_FACTOR_AUTH', { set: { is_2fa_enabled: true } }),
    },
    'users/list-sessions': { cost: 'listing sessions', ask: reading('USER') },
    'users/end-sessions': {
      cost: 'ending the other sessions',
      ask: async () => ({ by: 'USER', user: await fresh() }),
    },
    'users/end-session': {
      cost: 'ending a session',
      ask: async () => ({ by: 'USER', user: await fresh(), path: { session_id: '0'.repeat(28) } }),
    },
    'users/unlink-google': {
      cost: 'unlinking Google',
      ask: async () => ({
        by: 'USER',
        user: await fresh({ as: { google_id: randomUUID(), password_hash } }),
      }),
    },
    'users/view': { cost: 'viewing the account', ask: reading('KEY') },
    'users/update': {
      cost: 'changing the theme',
      ask: async () => ({ by: 'USER', user: await fresh(), body: { is_dark_mode: false } }),
    },
    'users/audit': { cost: 'viewing the audit trail', ask: reading('USER', { query: { limit: '10' } }) },
    'users/export': { cost: 'exporting what is held', ask: reading('USER') },
    'users/erase': { cost: 'deleting the account', ask: byCode('DELETE_ACCOUNT') },
    'users/list': { cost: 'listing users', ask: () => ({ by: 'PRIVATE', query: PAGE }) },
    'users/update-credits': {
      cost: 'setting a balance',
      ask: async () => ({ by: 'PRIVATE', user: await fresh(), body: { credits: 50 } }),
    },
    'users/update-active': {
      cost: 'suspending an account',
      ask: async () => ({ by: 'PRIVATE', user: await fresh(), body: { is_active: false } }),
    },
    'api-key/view': { cost: 'viewing the API key', ask: reading('USER') },
    'api-key/reset': {
      cost: 'resetting the API key',
      ask: async () => ({ by: 'USER', user: await fresh() }),
    },
    'transactions/list': { cost: 'listing transactions', ask: reading('KEY', { query: PAGE }) },
    'transactions/view': {
      cost: 'viewing a transaction',
      ask: () => {
        const { user, transaction_id } = next();
        return { by: 'KEY', user, path: { transaction_id } };
      },
    },
    'tasks/list': { cost: 'listing analyses', ask: reading('KEY', { query: PAGE }) },
    'tasks/view': {
      cost: 'viewing an analysis',
      ask: () => {
        const { user, task_id } = next();
        return { by: 'KEY', user, path: { task_id } };
      },
    },
    'tasks/cancel': {
      cost: 'cancelling an analysis',
      ask: async () => {
        let task_id = '';
        const now = ctx.now();
        const beside = ({ user_id }: StoredAccount) => {
          const given = { user_id, sequence: 1, charged: 2_000, text_key: null, attachments: [] };
          const task = newTask(given, now);
          task_id = task.id;
          return [put(Task, task), put(OpenTask, { task_id, user_id, created_at: now })];
        };
        const user = await fresh({ set: { task_sequence: 1, open_tasks: 1 }, beside });
        return { by: 'KEY', user, path: { task_id } };
      },
    },
    'agent/supported-attachments': { ask: reading('KEY') },
    'agent/upload': {
      cost: 'beginning an upload',
      ask: async () => ({ by: 'KEY', user: await fresh(), body: { name: 'a.txt', size: 5 } }),
    },
    'agent/analysis': {
      cost: 'an analysis',
      notOverHttp: 'whose worker would take the processor from the next call',
      ask: async () => {
        const user = await fresh({ set: { credits: 10_000 } });
        return { by: 'KEY', user, body: { text: 'A claim.' } };
      },
    },
    'stripe/rate': { ask: reading('KEY') },
    'stripe/portal': { cost: 'the portal', ask: reading('KEY') },
    'stripe/buy': { cost: 'a purchase', ask: reading('KEY', { body: { amount: 5, return_path: '' } }) },
    'stripe/settle': {
      cost: 'settling a payment',
      ask: async () => {
        const { id } = await fresh();
        const payload = paidEvent(id);
        const secret = LOCAL_SECRETS.STRIPE_WEBHOOK_SECRET;
        const signature = Stripe.webhooks.generateTestHeaderString({ payload, secret });
        return { by: 'SIGNATURE', body: payload, headers: { 'Stripe-Signature': signature } };
      },
    },
    'secret-scanning/github': {
      cost: 'a leaked API key',
      notOverHttp: SIGNED,
      ask: async () => ({ by: 'SIGNATURE', body: (await fresh()).token }),
    },
    'misc/health': { ask: () => ({ by: 'NOBODY' }) },
    'misc/version': { ask: () => ({ by: 'NOBODY' }) },
  };
}

/** What Stripe posts of a checkout that was paid, as far as it is read. */
function paidEvent(user_id: string): string {
  const session = {
    object: 'checkout.session',
    payment_status: 'paid',
    payment_intent: `pi_${randomBytes(12).toString('hex')}`,
    amount_total: 500,
    metadata: { user_id, credits: '50000' },
  };
  return JSON.stringify({
    id: `evt_${randomBytes(12).toString('hex')}`,
    object: 'event',
    type: 'checkout.session.completed',
    data: { object: session },
  });
}
