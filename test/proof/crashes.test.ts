import { auditLedgers } from '../../lib/domain/audit.ts';
import { ingestPayments } from '../../lib/domain/ingestion.ts';
import { contextOf } from '../../lib/http/context.ts';
import { Account } from '../../lib/table/entities.ts';
import { type Api, startApi, type User } from '../support/harness.ts';
import { losing, losingEach, type Way, WAYS } from '../support/losing.ts';

let api: Api;
beforeEach(fresh);
afterEach(() => api.refuseLeaks());

async function fresh(): Promise<void> {
  api = await startApi();
  await api.control('/webhooks', { mode: 'drop' });
}

const ORDER = { amount: 5, return_path: '' };
const buy = (user: User, key: string) => {
  api.clock.advance(1_000);
  return api.call('POST', '/stripe/buy', user.key, ORDER, { headers: { 'Idempotency-Key': key } });
};
async function paid(user: User): Promise<string> {
  const { data } = await buy(user, 'a payment');
  return (await api.control(`/sessions/${data.url?.split('/').at(-1)}/pay`)).payment_intent ?? '';
}
async function told(type: string, payment: string): Promise<boolean> {
  const events = api.stripe.store.all('event').filter((each) => each.type === type);
  const event = events.findLast(({ data }) => JSON.stringify(data.object).includes(payment));
  return (await api.control<{ delivered: boolean }>(`/events/${event?.id}/resend`)).delivered;
}
async function ingest() {
  const ports = ['table', 'paymentHistory'] as const;
  const ctx = await contextOf<never, (typeof ports)[number]>('t', 't', api.live, ports);
  return ingestPayments(ctx, () => true);
}
const control = (payment: string, what: string, body?: unknown) =>
  api.control(`/payments/${payment}/${what}`, body);

/** A money path: what comes before it, the path itself (which is tried again until it works), and where it ends. */
interface Path {
  prepare: (user: User) => Promise<string>;
  /** @returns whether its caller would take it for done */
  run: (user: User, payment: string) => Promise<boolean>;
  /** credits */
  balance: number;
}

const COMPLETED = 'checkout.session.completed';
const PATHS: Record<string, Path> = {
  buy: {
    prepare: () => Promise.resolve(''),
    run: async (user) => (await buy(user, 'a purchase')).status === 201,
    balance: 100,
  },
  'settle a payment': {
    prepare: paid,
    run: (_, payment) => told(COMPLETED, payment),
    balance: 600,
  },
  'settle a refund': {
    async prepare(user) {
      const payment = await paid(user);
      await told(COMPLETED, payment);
      await control(payment, 'refund', { amount: 150 });
      return payment;
    },
    run: (_, payment) => told('charge.refunded', payment),
    balance: 450,
  },
  'settle a payment that was refunded meanwhile': {
    async prepare(user) {
      const payment = await paid(user);
      await control(payment, 'refund', { amount: 150 });
      await told('charge.refunded', payment);
      return payment;
    },
    run: (_, payment) => told(COMPLETED, payment),
    balance: 450,
  },
  'settle a dispute': {
    async prepare(user) {
      const payment = await paid(user);
      await told(COMPLETED, payment);
      await control(payment, 'dispute');
      return payment;
    },
    run: (_, payment) => told('charge.dispute.created', payment),
    balance: 100,
  },
  'settle a dispute that is won': {
    async prepare(user) {
      const payment = await paid(user);
      await told(COMPLETED, payment);
      await control(payment, 'dispute');
      await told('charge.dispute.created', payment);
      await control(payment, 'dispute/won');
      return payment;
    },
    run: (_, payment) => told('charge.dispute.closed', payment),
    balance: 600,
  },
  ingest: {
    async prepare(user) {
      const payment = await paid(user);
      await control(payment, 'refund', { amount: 150 });
      await control(payment, 'dispute');
      return payment;
    },
    run: async () => (await ingest()).failed === 0,
    balance: 100,
  },
};

/** One round: the call number `at` is lost, then all is tried again. @returns how many calls were made till then */
async function round({ prepare, run, balance }: Path, way: Way, at: number): Promise<number> {
  await fresh();
  const user = await api.user();
  const payment = await prepare(user);
  let isDone = false;
  const calls = await losing(api, at, way, async () => {
    isDone = await run(user, payment);
  });
  // Of an answer that its client asked for again, nobody else hears.
  if (way === 'asked again') expect([at, isDone]).toEqual([at, true]);

  api.clock.advance(36_000);
  for (let tries = 0; !(await run(user, payment)); tries++)
    if (tries === 3) throw new Error(`it never works after call ${at}`);
  await ingest();

  const account = await (await api.live.table()).get(Account, { user_id: user.id });
  expect([at, account?.credits]).toEqual([at, balance * 100]);
  expect(api.stripe.store.all('checkout.session')).toHaveLength(1);
  expect(api.stripe.store.all('customer')).toHaveLength(1);
  const { disagreements } = await auditLedgers({ table: await api.live.table() } as never);
  expect(disagreements).toEqual([]);
  expect(await ingest()).toMatchObject({ settled: 0, failed: 0 });
  return calls;
}

describe.each(Object.entries(PATHS))('%s', (_, path) => {
  it.each(WAYS)(
    'loses nothing and doubles nothing, whichever of its calls is lost: %s',
    (way) => losingEach((at) => round(path, way, at)),
    300_000,
  );
});

it('a checkout that was opened by a call that died is paid and credited like any other', async () => {
  const user = await api.user();
  let at = 0;
  // The call that opens the session is done, and the process dies.
  for (; api.stripe.store.all('checkout.session').at(-1)?.client_reference_id !== user.id; at++) {
    await losing(api, at, 'after', () => buy(user, 'a purchase'));
    api.clock.advance(36_000);
  }
  const session = api.stripe.store.all('checkout.session').at(-1);
  await api.control(`/sessions/${session?.id}/pay`);
  await ingest();
  const { data } = await buy(user, 'a purchase');
  expect(data.url).toBe(session?.url);
  const account = await (await api.live.table()).get(Account, { user_id: user.id });
  expect(account?.credits).toBe(60_000);
});
