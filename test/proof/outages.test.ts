import { auditLedgers } from '../../lib/domain/audit.ts';
import { contextOf } from '../../lib/http/context.ts';
import { stripeBilling } from '../../lib/payments/stripe-billing.ts';
import { stripeClient } from '../../lib/payments/stripe-client.ts';
import { sqsQueue } from '../../lib/queue/sqs-queue.ts';
import { type Api, PASSWORD, PRIVATE, PUBLIC, type Reply, startApi, type User } from '../support/harness.ts';
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
let users: User[];

beforeAll(async () => {
  for (const [service, name] of Object.entries(SERVICES) as [Service, string][]) {
    ways[service] = await tcpProxy(process.env[name] ?? '');
    process.env[name] = ways[service].url;
  }
  const { pathname } = new URL(process.env.TEST_QUEUE_URL ?? '');
  api = await startApi({
    timeouts: true,
    policy: { freeCredits: 100_000_000, codeCooldown: 0, codesPerDay: 1_000, openTasksPerUser: 100_000 },
    ports: {
      billing: stripeBilling(stripeClient({ secretKey: 'sk_test_of_an_outage', apiBase: ways.Stripe.url })),
      queue: sqsQueue(ways.SQS.url + pathname),
    },
  });
  users = await Promise.all([api.user(), api.user(), api.user(), api.user()]);
});
afterAll(() => {
  for (const way of Object.values(ways)) way.close();
  api.refuseLeaks();
});
beforeEach(() => api.clock.advance(2_000));
afterEach(async () => {
  for (const way of Object.values(ways)) await way.set('up');
});

/** A call, by the services it cannot do without. */
const CALLS: [needs: Service[], call: (user: User) => Promise<Reply>][] = [
  [['DynamoDB'], ({ id, key }) => api.call('GET', `/users/${id}`, key)],
  [['DynamoDB'], ({ id, key }) => api.call('GET', `/users/${id}/transactions?limit=10&offset=0`, key)],
  [['DynamoDB'], ({ id, bearer }) => api.call('PATCH', `/users/${id}`, bearer, { is_dark_mode: false })],
  [['DynamoDB', 'SES'], ({ email }) => api.call('POST', `/users/${email}/otp/CHANGE_PASSWORD`, PUBLIC)],
  [
    ['DynamoDB', 'SES'],
    () => {
      const names = { first_name: 'Ada', last_name: 'Lovelace' };
      const body = { ...names, email: api.newEmail(), password: PASSWORD };
      return api.call('POST', '/auth/register', PUBLIC, body);
    },
  ],
  ...ofClara<(typeof CALLS)[number]>([
    ['DynamoDB', 'S3'],
    ({ id, key }) => api.call('POST', `/users/${id}/agent/analysis`, key, { text: 'A claim.' }),
  ]),
  [['DynamoDB', 'Stripe'], ({ key }) => api.call('POST', '/stripe/buy', key, { amount: 5, return_path: '' })],
  [[], () => api.call('GET', '/health')],
];
/** Those that are made now and then. */
const RARE_CALLS: typeof CALLS = [
  [['DynamoDB'], ({ id, bearer }) => api.call('GET', `/users/${id}/export`, bearer)],
  [['DynamoDB'], ({ id, bearer }) => api.call('GET', `/users/${id}/audit?limit=10`, bearer)],
  [['DynamoDB'], () => api.call('GET', '/users?limit=10&offset=0', PRIVATE)],
  [['DynamoDB'], ({ id }) => api.call('PUT', `/users/${id}/credits`, PRIVATE, { credits: 1_000_000 })],
];

async function timed(call: Promise<Reply>): Promise<Reply & { ms: number }> {
  const begun = performance.now();
  return { ...(await call), ms: performance.now() - begun };
}

/** Every user makes every call at once, one of them the rare ones, too. */
const load = () =>
  Promise.all(
    users.flatMap((user, index) =>
      [...CALLS, ...(index === 0 ? RARE_CALLS : [])].map(async ([needs, call]) => ({
        needs,
        answer: await timed(call(user)),
      })),
    ),
  );

const CASES = (['DynamoDB', 'SES', 'Stripe', ...ofClara('S3', 'SQS')] satisfies Service[]).flatMap(
  (service) => (['down', 'hanging'] as const).map((how) => [service, how] as const),
);

it.each(CASES)(
  'while %s is %s, what needs it says so in time, all else works; and then everything does',
  async (service, how) => {
    const tasks = async () =>
      (await api.items()).filter(({ item_type }) => item_type === 'task' || item_type === 'open_task').length;
    await ways[service].set(how);
    for (let round = 0; round < 2; round++) {
      api.clock.advance(2_000);
      for (const { needs, answer } of await load()) {
        const { status, message, data, ms } = answer;
        expect(ms).toBeLessThan(PATIENCE_MS);
        if (!needs.includes(service)) expect([needs, status < 300]).toEqual([needs, true]);
        else
          expect([needs, status, message, data]).toEqual([
            needs,
            503,
            'The service is temporarily unavailable.',
            null,
          ]);
      }
    }
    await ways[service].set('up');
    api.clock.advance(2_000);
    for (const { needs, answer } of await load())
      expect({ needs, ok: answer.status < 300, answer }).toEqual({ needs, ok: true, answer });
    // One analysis a user was begun in this round; each is charged, and known to the sweep.
    const ctx = await contextOf<never, 'table'>('t', 't', api.live, ['table']);
    expect((await auditLedgers(ctx)).disagreements).toEqual([]);
    expect((await tasks()) % 2).toBe(0);
  },
  300_000,
);
