import { audit } from '../functions/ledger/audit.ts';
import { ingest } from '../functions/stripe/ingest.ts';
import { reseal } from '../functions/users/reseal.ts';
import type { Outcome } from '../lib/analysis/analysis.ts';

import { scheduled } from '../lib/http/job.ts';
import { AUTHORIZER_COST, type Call, type Cost, COSTS } from '../local/build/capacity.ts';
import { AUTHORIZER, functionsOf } from '../local/build/functions.ts';
import { agreeing } from './support/analyst.ts';
import { authenticator, STEP } from './support/authenticator.ts';
import { type Api, INVOCATION, PASSWORD, PRIVATE, PUBLIC, startApi, type User } from './support/harness.ts';

type Of = keyof typeof COSTS;

let api: Api;
let app: ReturnType<typeof authenticator>;
/** What comes of an analysis; undefined: a result. */
let outcome: Outcome | undefined;
let user: User;
/** What the rest of the calls is not measured by: it buys, and its ledger and tasks grow. */
let buyer: User;
let people = 0;
/** All of one length, for it counts. */
const newEmail = () => `${api.tableName}-${String(people++).padStart(2, '0')}@example.com`;
const newUser = () => api.user(newEmail());

beforeAll(async () => {
  api = await startApi({
    policy: { loginTriesPerAddress: 1_000_000 },
    ports: {
      analyst: { analyse: (...given) => (outcome ? Promise.resolve(outcome) : agreeing.analyse(...given)) },
      // Whoever it says: what is measured here is not how it is proven.
      google: {
        verify: (email) =>
          Promise.resolve({
            id: `google-${email}`,
            email,
            first_name: email.startsWith('nameless') ? null : 'Ada',
            last_name: 'Lovelace',
          }),
      },
      leakReports: {
        read: (body) => Promise.resolve([{ token: body.toString(), type: 'clara_api_key' }]),
      },
    },
  });
  app = authenticator(api);
  await api.control('/webhooks', { mode: 'drop' });
  [user, buyer] = [await newUser(), await newUser()];
});
beforeEach(() => api.clock.advance(60_000));
afterAll(() => api.refuseLeaks());

const UNUSUAL = COSTS['a check of who is not active, or has no name'];
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const found: Partial<Record<Of, Cost>> = {};

/** Counts what a call asks. @param beside requests of the authorizer, which come first and are not its own */
async function measure(of: Of, work: () => Promise<unknown>, { on = api, beside = 0 } = {}): Promise<void> {
  const [from, fromStripe] = [on.requests.length + beside, on.stripe.requests.length];
  await work();
  const made = on.requests.slice(from);
  const sum = (requests: typeof made) => requests.reduce((total, { units }) => total + units, 0);
  const isRead = ({ operation }: { operation: string }) => READS.has(operation);
  found[of] = {
    dynamodb: made.length,
    reads: sum(made.filter(isRead)),
    writes: sum(made.filter((request) => !isRead(request))),
    bytes: made.reduce((total, { bytes }) => total + bytes, 0),
    stripe: on.stripe.requests.length - fromStripe,
  };
}
const done = async (...call: Parameters<Api['call']>) => {
  const reply = await api.call(...call);
  expect([call[1], reply.status, reply.status < 300]).toEqual([call[1], reply.status, true]);
  return reply;
};
const measured = (of: Of, ...call: Parameters<Api['call']>) =>
  measure(of, () => done(...call), {
    beside: call[2]?.startsWith('Bearer ') ? AUTHORIZER_COST.dynamodb : 0,
  });

const isDynamoDbLocal = process.env.TABLE_ENGINE === 'dynamodb-local';
/** It reports 4 units for a transaction of 5 items, where DynamoDB charges 2 for each item. */
const METERS_TRANSACTIONS = !isDynamoDbLocal;
/** It gives the whole map back of which an update changed one entry, where the embedded engine gives that entry. */
const COUNTS_CALLS: readonly string[] = ['a check of an API key', 'a check of a session'] satisfies Of[];
/** Nor does it report the unit that DynamoDB charges for a query, a scan or a key of a batch without a result. */
const ASK_NOTHING: readonly string[] = [
  'an ingestion that finds nothing',
  'a sweep that finds nothing',
  'finishing erasures, of which there are none',
  'resealing an empty table',
  'an audit of an empty table',
] satisfies Of[];

const ORDER = { amount: 5, return_path: '' };
const keyed = { headers: { 'Idempotency-Key': 'a key' } };
const of = ({ id }: User, rest = '') => `/users/${id}${rest}`;

it('of who calls', async () => {
  const caller = await newUser();
  const call = (auth: string) => api.call('GET', of(caller, '/agent/supported_attachments'), auth);
  await measure('a check of an API key', () => call(caller.key));
  await measure('a check of a session', () => call(caller.bearer));
  await measure('a check of a shared key', () => call(PRIVATE));
  const { bearer } = await api.registered(newEmail());
  await measure('a check of who is not active, or has no name', () => call(bearer));
});

it('of accounts', async () => {
  const email = newEmail();
  const one = { email, id: '', bearer: '' };
  await measure('registering', async () => Object.assign(one, await api.registered(email)));
  const code = await api.code(email);
  await measured('activating the account', 'POST', `/users/${email}/activate`, PUBLIC, { code });
  await measure('logging in', () => api.login(email, PASSWORD));
  await measure('a wrong password', () => api.login(email, 'not at all a right secret'));
  const path = `/users/${one.id}`;
  await measured('viewing the account', 'GET', path, one.bearer);
  await measured('changing the theme', 'PATCH', path, one.bearer, { is_dark_mode: false });
  await measured('changing a name', 'PATCH', path, one.bearer, { first_name: 'Bea' });
  api.clock.advance(60_000);
  await measured('asking for a code', 'POST', `/users/${email}/otp/CHANGE_PASSWORD`, PUBLIC);
  const given = { code: await api.code(email), password: 'another rather long secret' };
  api.secrets.add(given.password);
  await measured('changing the password', 'PATCH', `/users/${email}/password`, one.bearer, given);
  await measured('viewing the API key', 'GET', `${path}/api_key`, one.bearer);
  await measured('resetting the API key', 'POST', `${path}/api_key`, one.bearer);
  await measured('viewing the audit trail', 'GET', `${path}/audit?limit=10`, one.bearer);
  await measured('exporting what is held', 'GET', `${path}/export`, one.bearer);
  await measured('setting a balance', 'PUT', `${path}/credits`, PRIVATE, { credits: 50 });
  await measured('setting a balance to what it is', 'PUT', `${path}/credits`, PRIVATE, { credits: 50 });
  await measured('listing sessions', 'GET', `${path}/sessions`, one.bearer);
  await measured('ending a session', 'DELETE', `${path}/sessions/${'0'.repeat(28)}`, one.bearer);
  await measured('ending the other sessions', 'DELETE', `${path}/sessions`, one.bearer);
  await measured('logging out', 'DELETE', '/auth/session', one.bearer);
  await measured('suspending an account', 'PUT', `${path}/active`, PRIVATE, { is_active: false });
  await done('PUT', `${path}/active`, PRIVATE, { is_active: true });

  const login = await api.login(email, given.password);
  const deletion = { code: await api.newCode(email, 'DELETE_ACCOUNT') };
  await measured('deleting the account', 'DELETE', path, `Bearer ${login.data.token}`, deletion);
});

it('of a list of all users', async () => {
  // How many items count more of them is chance.
  const lonely = await startApi();
  await lonely.registered(newEmail());
  const list = () => lonely.call('GET', '/users?limit=10&offset=0', PRIVATE);
  await measure('listing users', list, { on: lonely });
});

it('of signing in with Google', async () => {
  const signIn = (id_token: string) => api.call('POST', '/auth/google', undefined, { id_token });
  const email = newEmail();
  await measure('registering with Google', () => signIn(email));
  await measure('signing in with Google', () => signIn(email));
  const known = await newUser();
  await measure('linking an account to Google', () => signIn(known.email));
  await measured('unlinking Google', 'DELETE', `${of(known)}/google`, known.bearer);
  const { data } = await signIn(`nameless-${newEmail()}`);
  const named = ['PATCH', `/users/${data.id}`, `Bearer ${data.token}`, { first_name: 'Bea' }] as const;
  await measure('naming who had no name', () => done(...named), { beside: UNUSUAL.dynamodb });
});

it('of second factors', async () => {
  const one = await newUser();
  const path = of(one, '/2fa');
  const mailed = async () => {
    api.clock.advance(60_000);
    return { code: await api.newCode(one.email, 'TWO_FACTOR_AUTH') };
  };
  await measured('viewing the second factor', 'GET', path, one.bearer);
  await measured('turning mailed codes on', 'POST', path, one.bearer, await mailed());
  const code = await mailed();
  await measure('logging in with a mailed code', () => api.login(one.email, PASSWORD, code));
  await measured('turning mailed codes off', 'DELETE', path, one.bearer, await mailed());

  app.toNextStep();
  let secret = '';
  const first = await mailed();
  const begin = async () =>
    ({
      data: { secret = '' },
    } = await done('POST', `${path}/totp`, one.bearer, first));
  await measure('setting an app up', begin, { beside: AUTHORIZER_COST.dynamodb });
  api.secrets.add(secret);
  await measured('confirming an app', 'POST', path, one.bearer, { code: app.shown(secret), method: 'totp' });
  await measured('viewing the second factor, an app', 'GET', path, one.bearer);
  api.clock.advance(STEP);
  await measure('logging in with an app', () => api.login(one.email, PASSWORD, { code: app.shown(secret) }));
  api.clock.advance(STEP);
  await measured('turning an app off', 'DELETE', path, one.bearer, { code: app.shown(secret) });
});

it('of leaked tokens', async () => {
  const one = await newUser();
  const report = (auth: string) =>
    done('POST', '/secret-scanning/github', undefined, auth.slice('Bearer '.length));
  await measure('a leaked API key', () => report(one.key));
  await measure('a leaked API key that is dead', () => report(one.key));
  await measure('a leaked session', () => report(one.bearer));
});

it('of money', async () => {
  const portal = (which: Of) => measured(which, 'POST', '/stripe/portal', buyer.key);
  const buy = (which: Of, more = {}) => measured(which, 'POST', '/stripe/buy', buyer.key, ORDER, more);
  await portal('the portal, for a user who is no customer yet');
  await portal('the portal');
  await buy('a purchase');
  await buy('a purchase with an idempotency key', keyed);
  await buy('the same purchase again', keyed);

  const paid = async (): Promise<string> => {
    const { data } = await api.call('POST', '/stripe/buy', buyer.key, ORDER);
    return (await api.control(`/sessions/${data.url?.split('/').at(-1)}/pay`)).payment_intent ?? '';
  };
  const settled = (which: Of, type: string, payment: string) =>
    measure(which, async () => {
      const events = api.stripe.store.all('event').filter((each) => each.type === type);
      const event = events.findLast(({ data }) => JSON.stringify(data.object).includes(payment));
      expect(await api.control(`/events/${event?.id}/resend`)).toMatchObject({ delivered: true });
    });
  const COMPLETED = 'checkout.session.completed';
  const payment = await paid();
  await settled('settling a payment', COMPLETED, payment);
  await settled('a webhook that says nothing new', COMPLETED, payment);
  await settled('a webhook of another type', 'charge.succeeded', payment);
  await api.control(`/payments/${payment}/refund`, { amount: 100 });
  await settled('settling a refund', 'charge.refunded', payment);
  await api.control(`/payments/${payment}/dispute`);
  await settled('settling a dispute', 'charge.dispute.created', payment);
  api.clock.advance(1_000);
  const other = await paid();
  await api.control(`/payments/${other}/refund`, { amount: 100 });
  await settled('a refund before its payment', 'charge.refunded', other);
  await settled('settling a payment that was refunded before', COMPLETED, other);

  const path = of(buyer, '/transactions');
  await measured('listing transactions', 'GET', `${path}?limit=3&offset=0`, buyer.key);
  await measured('listing transactions, a later page', 'GET', `${path}?limit=3&offset=2`, buyer.key);
  const { data } = await done('GET', `${path}?limit=1&offset=0`, buyer.key);
  const [entry] = data as unknown as { id: string }[];
  await measured('viewing a transaction', 'GET', `${path}/${entry?.id}`, buyer.key);
});

it('of analyses', async () => {
  const path = of(user, '/agent/analysis');
  await api.call('PUT', of(user, '/credits'), PRIVATE, { credits: 100 });
  const start = (which: Of, more = {}) => measured(which, 'POST', path, user.key, { text: 'A claim.' }, more);
  await measured('beginning an upload', 'POST', of(user, '/agent/uploads'), user.key, {
    name: 'a.txt',
    size: 5,
  });
  await start('an analysis');
  await start('an analysis with an idempotency key', keyed);
  await start('the same analysis again', keyed);
  const [first, second] = api.messages.splice(0);
  await measure('doing an analysis', () => api.work(first as NonNullable<typeof first>));
  const task = (id?: string) => of(user, `/tasks/${id}`);
  await measured('viewing an analysis', 'GET', task(first?.task_id), user.key);
  await measured('listing analyses', 'GET', of(user, '/tasks?limit=2&offset=0'), user.key);
  await measured('listing analyses, a later page', 'GET', of(user, '/tasks?limit=1&offset=1'), user.key);
  await measured('cancelling an analysis', 'DELETE', task(second?.task_id), user.key);

  await done('POST', path, user.key, { text: 'A claim.' });
  outcome = { failure: 'It is no good.', retry: false };
  await measure('doing an analysis that fails', () => api.work(...api.messages.splice(0)));
  outcome = undefined;

  const uploaded = async (name: string) => {
    api.clock.advance(1_000);
    const { data } = await done('POST', of(user, '/agent/uploads'), user.key, { name, size: 5 });
    await fetch(data.url ?? '', { method: 'PUT', body: 'hello' });
    return data.id;
  };
  const upload_ids = [await uploaded('a.txt'), await uploaded('b.txt')];
  await measured('an analysis of two uploads', 'POST', path, user.key, { upload_ids });

  const params = { name: 'user.view', arguments: {} };
  const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
  const asRoot = { isRoot: true, headers: { Accept: 'application/json, text/event-stream' } };
  await measure(
    'viewing the account as a tool',
    async () => {
      const { text } = await done('POST', '/mcp', user.key, message, asRoot);
      expect(text).toContain(user.id);
    },
    { beside: AUTHORIZER_COST.dynamodb },
  );
});

it('of jobs, on an empty table', async () => {
  const empty = await startApi();
  const run = (which: Of, job: Parameters<typeof scheduled>[0]) =>
    measure(which, () => scheduled(job, empty.live)({} as never, INVOCATION), { on: empty });
  await measure('a sweep that finds nothing', () => empty.sweep(), { on: empty });
  await measure('finishing erasures, of which there are none', () => empty.finishErasures(), { on: empty });
  await run('resealing an empty table', reseal);
  await run('an audit of an empty table', audit);
  const read = () => scheduled(ingest, empty.live)({} as never, INVOCATION);
  await read();
  empty.clock.advance(2 * 86_400_000);
  await read();
  await measure('an ingestion that finds nothing', read, { on: empty });
});

/** Runs last: what the others found is what the table in the code says. */
it('is as the table says', () => {
  const metered = (costs: Partial<Record<string, Cost>>) =>
    Object.fromEntries(
      Object.entries(costs).map(([call, cost = NOTHING]) => {
        const { dynamodb, reads, writes, bytes, stripe } = cost;
        const isExact = !isDynamoDbLocal || !COUNTS_CALLS.includes(call);
        const isMetered = METERS_TRANSACTIONS || !ASK_NOTHING.includes(call);
        return [
          call,
          {
            dynamodb,
            stripe,
            ...(isExact && { bytes }),
            ...(METERS_TRANSACTIONS && { writes }),
            ...(isMetered && { reads }),
          },
        ];
      }),
    );
  expect(metered(found)).toEqual(metered(COSTS));
});
const NOTHING: Cost = { dynamodb: 0, reads: 0, writes: 0, bytes: 0, stripe: 0 };

describe('a function', () => {
  const functions = functionsOf('clara');
  const rowsOf = (file: string) => Object.entries<Call>(COSTS).filter(([, call]) => call.file === file);
  const touches = functions.filter(
    ({ file, route, root, job, consumer }) =>
      file === AUTHORIZER || (route ?? root ?? job ?? consumer)?.uses.table !== undefined,
  );
  const others = functions.filter((each) => !touches.includes(each));

  it('that uses the table has a row, and no other function has', () => {
    expect(touches.filter(({ file }) => rowsOf(file).length === 0)).toEqual([]);
    const files = touches.map(({ file }) => file);
    expect(Object.values<Call>(COSTS).filter(({ file }) => !files.includes(file))).toEqual([]);
  });

  it.each(others.flatMap(({ file, route, root }) => (route || root ? [[file, route, root] as const] : [])))(
    '%s, which does not, asks nothing of it',
    async (_, route, root) => {
      const { method, path } = route ?? root ?? {};
      const from = api.requests.length;
      const { status } = await api.call(
        method ?? '',
        (path ?? '').replace('{user_id}', user.id),
        PRIVATE,
        undefined,
        {
          isRoot: root !== undefined,
          headers: { Host: 'api.example.com' },
        },
      );
      expect([status, api.requests.slice(from)]).toEqual([200, []]);
    },
  );
});
