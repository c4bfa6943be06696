import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import { auditLedgers } from '../../lib/domain/audit.ts';
import { contextOf } from '../../lib/http/context.ts';
import { stripeBilling } from '../../lib/payments/stripe-billing.ts';
import { stripeClient } from '../../lib/payments/stripe-client.ts';
import { sqsQueue } from '../../lib/queue/sqs-queue.ts';
import { LOCAL_PRICE } from '../../local/stripe/server.ts';
import {
  type Api,
  CLIENT_URL,
  PASSWORD,
  PRIVATE,
  PUBLIC,
  type Reply,
  startApi,
  type User,
  WEBHOOK_SECRET,
} from '../support/harness.ts';
import { ofClara } from '../support/profile.ts';
import { type TcpProxy, tcpProxy } from '../support/tcp-proxy.ts';

/** What a caller may wait for the news that something is down. */
const PATIENCE_MS = 5_000;

const SERVICES = {
  DynamoDB: 'AWS_ENDPOINT_URL_DYNAMODB',
  SES: 'AWS_ENDPOINT_URL_SESV2',
  S3: 'AWS_ENDPOINT_URL_S3',
  SQS: 'AWS_ENDPOINT_URL_SQS',
  Stripe: 'TEST_STRIPE_URL',
} as const;
type Service = keyof typeof SERVICES;

const ways = {} as Record<Service, TcpProxy>;
let api: Api;

beforeAll(async () => {
  for (const [service, name] of Object.entries(SERVICES) as [Service, string][]) {
    ways[service] = await tcpProxy(process.env[name] ?? '');
    process.env[name] = ways[service].url;
  }
  const { pathname } = new URL(process.env.TEST_QUEUE_URL ?? '');
  api = await startApi({
    timeouts: true,
    policy: { codeCooldown: 0 },
    ports: {
      billing: stripeBilling(stripeClient({ secretKey: 'sk_test_of_an_outage', apiBase: ways.Stripe.url })),
      queue: sqsQueue(ways.SQS.url + pathname),
    },
  });
  await api.control('/webhooks', { mode: 'drop' });
});
afterAll(() => {
  for (const way of Object.values(ways)) way.close();
  api.refuseLeaks();
});
beforeEach(() => api.clock.advance(2_000));
afterEach(async () => {
  for (const way of Object.values(ways)) await way.set('up');
});

/** Items by type, and figures in them. */
type Holding = Record<string, number>;

interface Call {
  /** the services that it cannot do without */
  needs: Service[];
  make: () => Promise<Reply>;
  /** whose items it changes; none: nobody's */
  of?: string;
  /** what its user holds more than before once it is answered well; undefined: nothing that is counted */
  adds?: (before: Holding) => Holding;
  /** the same of what is no user's */
  addsToAll?: Holding;
}

/** What an account is made of. */
const ACCOUNT: Holding = {
  account: 1,
  'account.credits': 10_000,
  'account.is_dark_mode': 1,
  'account.ledger_sequence': 1,
  access: 1,
  'access.key_version': 1,
  'access.sessions': 1,
  audit_record: 1,
  code: 1,
  email_guard: 1,
  listed_user: 1,
  transaction: 1,
  'transaction.credits': 10_000,
};
const less = (holding: Holding) => Object.fromEntries(Object.entries(holding).map(([name, n]) => [name, -n]));
const booked = (credits: number): Holding => ({
  transaction: 1,
  'transaction.credits': credits,
  'account.credits': credits,
  'account.ledger_sequence': 1,
});

/** What every user does at once. */
const callsOf = ({ id, key, bearer, email }: User): Call[] => [
  { needs: ['DynamoDB'], make: () => api.call('GET', `/users/${id}`, key) },
  { needs: ['DynamoDB'], make: () => api.call('GET', `/users/${id}/transactions?limit=10&offset=0`, key) },
  {
    needs: ['DynamoDB'],
    make: () => api.call('PATCH', `/users/${id}`, bearer, { is_dark_mode: false }),
    of: id,
    adds: (before) => ({ 'account.is_dark_mode': -(before['account.is_dark_mode'] ?? 0) }),
  },
  {
    needs: ['DynamoDB', 'SES'],
    make: () => api.call('POST', `/users/${email}/otp/CHANGE_PASSWORD`, PUBLIC),
    of: id,
    // A live code is mailed again, and no new one is made.
    adds: ({ code = 0 }) => (code > 0 ? {} : { code: 1, 'codes_sent.sent': 1 }),
  },
  ...ofClara<Call>({
    needs: ['DynamoDB', 'S3'],
    make: () => api.call('POST', `/users/${id}/agent/analysis`, key, { text: 'A claim.' }),
    of: id,
    adds: () => ({
      ...booked(-2_000),
      task: 1,
      open_task: 1,
      'account.task_sequence': 1,
      'account.open_tasks': 1,
    }),
  }),
  ...ofClara<Call>({
    needs: ['DynamoDB'],
    make: () => api.call('POST', `/users/${id}/agent/uploads`, key, { name: 'a.pdf', size: 5 }),
    of: id,
    adds: () => ({ upload: 1, 'uploads_begun.begun': 1 }),
  }),
  {
    needs: ['DynamoDB', 'Stripe'],
    make: () => api.call('POST', '/stripe/buy', key, { amount: 5, return_path: '' }),
    of: id,
    adds: ({ stripe_customer = 0 }) => ({ stripe_customer: 1 - stripe_customer }),
  },
  // Of the same customer.
  { needs: ['DynamoDB', 'Stripe'], make: () => api.call('POST', '/stripe/portal', key) },
  { needs: [], make: () => api.call('GET', '/health') },
];

/** What is done once a round. */
async function rareCalls(buyer: User, other: User): Promise<Call[]> {
  const gone = await api.registered();
  const event = await paidEvent(buyer);
  const names = { first_name: 'Ada', last_name: 'Lovelace' };
  const body = { ...names, email: api.newEmail(), password: PASSWORD };
  const { id, email } = other;
  return [
    { needs: ['DynamoDB'], make: () => api.call('GET', `/users/${id}/export`, other.bearer) },
    { needs: ['DynamoDB'], make: () => api.call('GET', `/users/${id}/audit?limit=10`, other.bearer) },
    { needs: ['DynamoDB'], make: () => api.call('GET', '/users?limit=10&offset=0', PRIVATE) },
    {
      needs: ['DynamoDB', 'SES'],
      make: () => api.call('POST', '/auth/register', PUBLIC, body),
      of: 'new',
      adds: () => ACCOUNT,
      addsToAll: { 'users_listed.users': 1 },
    },
    {
      needs: ['DynamoDB'],
      make: () => api.login(email),
      of: id,
      adds: () => ({ 'access.sessions': 1 }),
    },
    ...ofClara<Call>({
      needs: ['DynamoDB'],
      make: () => api.call('POST', `/users/${id}/api_key`, PRIVATE),
      of: id,
      adds: () => ({ 'access.key_version': 1, audit_record: 1 }),
    }),
    {
      needs: ['DynamoDB'],
      make: () => api.call('PUT', `/users/${id}/credits`, PRIVATE, { credits: ++credits }),
      of: id,
      adds: (before) => booked(credits * 100 - (before['account.credits'] ?? 0)),
    },
    {
      needs: ['DynamoDB'],
      make: () => api.settle(event, signed(event)),
      of: buyer.id,
      adds: () => ({ ...booked(50_000), payment: 1, 'payment.booked': 50_000 }),
      addsToAll: { settled_event: 1 },
    },
    {
      needs: ['DynamoDB'],
      make: () => api.call('DELETE', `/users/${gone.id}`, PRIVATE),
      of: gone.id,
      // Its ledger and its trail stay.
      adds: () =>
        sum([
          less(ACCOUNT),
          {
            transaction: 1,
            'transaction.credits': 10_000,
            audit_record: 2,
            erased_account: 1,
            open_erasure: 1,
          },
        ]),
      addsToAll: { 'users_listed.users': -1, signup_spent: 1 },
    },
  ];
}
let credits = 1_000;

const signed = (payload: string) =>
  Stripe.webhooks.generateTestHeaderString({
    payload,
    secret: WEBHOOK_SECRET,
    timestamp: Math.floor(api.clock.now / 1_000),
  });

/** What Stripe posts once a user has paid $5. */
async function paidEvent({ id: user_id, email }: User): Promise<string> {
  const billing = stripeBilling(api.stripe.client);
  const order = { user_id, price_id: LOCAL_PRICE, dollars: 5, credits: 50_000, return_url: CLIENT_URL };
  const customer_id = await billing.createCustomer(user_id, email, undefined);
  const url = await billing.openCheckout({ ...order, customer_id }, randomUUID());
  await api.control(`/sessions/${url?.split('/').at(-1)}/pay`);
  const events = api.stripe.store.all('event');
  return JSON.stringify(events.findLast(({ type }) => type === 'checkout.session.completed'));
}

/** The figures that a call may change; of a session and of an entry see below. */
const FIGURES: Record<string, string[]> = {
  account: ['credits', 'is_dark_mode', 'ledger_sequence', 'open_tasks', 'task_sequence'],
  access: ['key_version'],
  codes_sent: ['sent'],
  payment: ['booked'],
  uploads_begun: ['begun'],
  users_listed: ['users'],
};
/** How many there are of them, is of no meaning. */
const COUNTERS = new Set(['codes_sent', 'login_tries', 'uploads_begun', 'users_listed']);

interface Item extends Record<string, unknown> {
  item_type: string;
  user_id?: string;
  email_key?: string;
  /** of an access */
  sessions: object;
}

/** What the table holds of each user, and under '' of nobody. */
async function holdings(): Promise<Map<string, Holding>> {
  const items = (await api.items()) as Item[];
  const guards = items.filter(({ item_type }) => item_type === 'email_guard');
  const owners = new Map(guards.map(({ email_key = '', user_id = '' }) => [email_key, user_id]));
  const held = new Map<string, Holding>();
  for (const item of items) {
    const type = item.item_type;
    const owner = item.user_id ?? owners.get(item.email_key ?? '') ?? '';
    const holding = held.get(owner) ?? {};
    const add = (name: string, n: number) => (holding[name] = (holding[name] ?? 0) + n);
    if (!COUNTERS.has(type)) add(type, 1);
    for (const figure of FIGURES[type] ?? []) add(`${type}.${figure}`, Number(item[figure]));
    if (type === 'access') add('access.sessions', Object.keys(item.sessions).length);
    if (type === 'transaction')
      add('transaction.credits', Number(item.credits) * (item.type === 'CREDIT' ? 1 : -1));
    held.set(owner, holding);
  }
  return held;
}

const sum = (holdings: Holding[]): Holding => {
  const total: Holding = {};
  for (const [name, n] of holdings.flatMap((each) => Object.entries(each)))
    total[name] = (total[name] ?? 0) + n;
  return Object.fromEntries(Object.entries(total).filter(([, n]) => n !== 0));
};

interface Answered extends Call {
  answer: Reply;
  ms: number;
}

/** Makes calls at once. */
const made = (calls: Call[]): Promise<Answered[]> =>
  Promise.all(
    calls.map(async (call) => {
      const begun = performance.now();
      return { ...call, answer: await call.make(), ms: performance.now() - begun };
    }),
  );

/** The table changed by what the answers say was done, and by nothing else. */
function expectChanged(
  before: Map<string, Holding>,
  after: Map<string, Holding>,
  answered: Answered[],
): void {
  const known = new Set(['', ...before.keys(), ...after.keys()]);
  const grown = [...known].map((owner): [string, Holding] => [
    owner !== '' && !before.has(owner) ? 'new' : owner,
    sum([after.get(owner) ?? {}, less(before.get(owner) ?? {})]),
  ]);
  const said = answered
    .filter(({ answer }) => answer.status < 300)
    .flatMap(({ of = '', adds, addsToAll = {} }): [string, Holding][] => [
      [of, adds?.(before.get(of) ?? {}) ?? {}],
      ['', addsToAll],
    ]);
  const byOwner = (changes: [string, Holding][]) => {
    const owners = [...new Set(changes.map(([owner]) => owner))].sort();
    return owners
      .map((of) => [of, sum(changes.flatMap(([owner, holding]) => (owner === of ? [holding] : [])))] as const)
      .filter(([, holding]) => Object.keys(holding).length > 0);
  };
  expect(byOwner(grown)).toEqual(byOwner(said));
}

const CASES = (['DynamoDB', 'SES', 'Stripe', ...ofClara('S3', 'SQS')] satisfies Service[]).flatMap(
  (service) => (['down', 'hanging'] as const).map((how) => [service, how] as const),
);

it.each(CASES)(
  'while %s is %s, what needs it says so in time and does nothing, all else works; and then everything does',
  async (service, how) => {
    const users = await Promise.all([api.user(), api.user(), api.user()]);
    const [buyer, other] = [users[0], await api.user()];
    const ledgers = await contextOf<never, 'table'>('t', 't', api.live, ['table']);
    for (const state of [how, how, 'up'] as const) {
      api.clock.advance(2_000);
      const calls = [...users.flatMap(callsOf), ...(await rareCalls(buyer, other))];
      const before = await holdings();
      await ways[service].set(state);
      const answered = await made(calls);
      await ways[service].set('up');
      for (const { needs, answer, ms } of answered) {
        const { status, message, data } = answer;
        expect(ms).toBeLessThan(PATIENCE_MS);
        if (state === 'up' || !needs.includes(service))
          expect({ needs, ok: status < 300, answer }).toEqual({ needs, ok: true, answer });
        else
          expect([needs, status, message, data]).toEqual([
            needs,
            503,
            'The service is temporarily unavailable.',
            null,
          ]);
      }
      expectChanged(before, await holdings(), answered);
      expect((await auditLedgers(ledgers)).disagreements).toEqual([]);
    }
  },
  300_000,
);
