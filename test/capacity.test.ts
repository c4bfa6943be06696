import { ingestPayments } from '../lib/domain/ingestion.ts';
import { contextOf } from '../lib/http/context.ts';
import { AUTHORIZER_COST, type Cost, COSTS } from '../local/build/capacity.ts';
import type { Outcome } from '../lib/analysis/analysis.ts';
import { agreeing } from './support/analyst.ts';
import { type Api, PASSWORD, startApi, type User } from './support/harness.ts';

let api: Api;
/** What comes of an analysis; undefined: a result. */
let outcome: Outcome | undefined;
let user: User;
let buyer: User;
beforeAll(async () => {
  api = await startApi({
    ports: {
      analyst: { analyse: (...given) => (outcome ? Promise.resolve(outcome) : agreeing.analyse(...given)) },
    },
  });
  await api.control('/webhooks', { mode: 'drop' });
  [user, buyer] = [await api.user(), await api.user()];
});
beforeEach(() => api.clock.advance(1_000));
afterAll(() => api.refuseLeaks());

const READS = new Set(['GetItem', 'Query', 'Scan']);

async function costOf(work: () => Promise<unknown>, beside?: Cost): Promise<Cost> {
  const [from, fromStripe] = [api.requests.length, api.stripe.requests.length];
  await work();
  const made = api.requests.slice(from);
  const sum = (requests: typeof made) => requests.reduce((total, { units }) => total + units, 0);
  const isRead = ({ operation }: { operation: string }) => READS.has(operation);
  return {
    dynamodb: made.length - (beside?.dynamodb ?? 0),
    reads: sum(made.filter(isRead)),
    writes: sum(made.filter((request) => !isRead(request))) - (beside?.writes ?? 0),
    stripe: api.stripe.requests.length - fromStripe,
  };
}
const called = (...call: Parameters<Api['call']>) =>
  costOf(async () => expect((await api.call(...call)).status).toBeLessThan(300), AUTHORIZER_COST);

/** DynamoDB Local reports 4 units for a transaction of 5 items, where DynamoDB charges 2 for each item. */
const METERS_TRANSACTIONS = process.env.TABLE_ENGINE !== 'dynamodb-local';
/** Nor does it report the unit that DynamoDB charges for a query without a result. */
const EMPTY_QUERY = 'a sweep that finds nothing';
const metered = (costs: Record<string, Cost>) =>
  Object.fromEntries(
    Object.entries(costs).map(([call, { writes, ...cost }]) => [
      call,
      METERS_TRANSACTIONS ? { ...cost, writes } : call === EMPTY_QUERY ? { ...cost, reads: 0 } : cost,
    ]),
  );

const ORDER = { amount: 5, return_path: '' };
const keyed = { headers: { 'Idempotency-Key': 'a key' } };
const portal = (of: User) => called('POST', '/stripe/portal', of.key);
const buy = (more = {}) => called('POST', '/stripe/buy', buyer.key, ORDER, more);

async function paid(): Promise<string> {
  const { data } = await api.call('POST', '/stripe/buy', buyer.key, ORDER);
  return (await api.control(`/sessions/${data.url?.split('/').at(-1)}/pay`)).payment_intent ?? '';
}
const settled = (type: string, payment: string) =>
  costOf(async () => {
    const events = api.stripe.store.all('event').filter((each) => each.type === type);
    const event = events.findLast(({ data }) => JSON.stringify(data.object).includes(payment));
    expect(await api.control(`/events/${event?.id}/resend`)).toMatchObject({ delivered: true });
  });
const COMPLETED = 'checkout.session.completed';

it('is asserted of every money call', async () => {
  const found: Record<string, Cost> = {};
  found['viewing the account'] = await called('GET', `/users/${user.id}`, user.key);
  const email = 'one.more@example.com';
  found.registering = await costOf(() => api.registered(email));
  found['logging in'] = await costOf(() => api.login(email, PASSWORD));
  found['the rate'] = await called('GET', '/stripe/rate', user.key);
  found['the portal, for a user who is no customer yet'] = await portal(buyer);
  found['the portal'] = await portal(buyer);
  found['a purchase'] = await buy();
  found['a purchase with an idempotency key'] = await buy(keyed);
  found['the same purchase again'] = await buy(keyed);

  const payment = await paid();
  found['settling a payment, a refund or a dispute'] = await settled(COMPLETED, payment);
  found['a webhook that says nothing new'] = await settled(COMPLETED, payment);
  found['a webhook of another type'] = await settled('charge.succeeded', payment);
  await api.control(`/payments/${payment}/refund`, { amount: 100 });
  expect(await settled('charge.refunded', payment)).toEqual(
    found['settling a payment, a refund or a dispute'],
  );
  await api.control(`/payments/${payment}/dispute`);
  expect(await settled('charge.dispute.created', payment)).toEqual(
    found['settling a payment, a refund or a dispute'],
  );
  api.clock.advance(1_000);
  const other = await paid();
  await api.control(`/payments/${other}/refund`, { amount: 100 });
  await settled('charge.refunded', other);
  found['settling a payment that was refunded before'] = await settled(COMPLETED, other);

  const ports = ['table', 'paymentHistory'] as const;
  const ctx = await contextOf<never, (typeof ports)[number]>('t', 't', api.live, ports);
  await ingestPayments(ctx, () => true);
  api.clock.advance(86_400_000 * 2);
  await ingestPayments(ctx, () => true);
  found['an ingestion that finds nothing'] = await costOf(() => ingestPayments(ctx, () => true));

  const path = `/users/${user.id}/agent/analysis`;
  const start = (more = {}) => called('POST', path, user.key, { text: 'A claim.' }, more);
  found['an analysis'] = await start();
  found['an analysis with an idempotency key'] = await start(keyed);
  found['the same analysis again'] = await start(keyed);
  const [first, second] = api.messages.splice(0);
  found['doing an analysis'] = await costOf(() => api.work(first as NonNullable<typeof first>));
  found['viewing an analysis'] = await called('GET', `/users/${user.id}/tasks/${first?.task_id}`, user.key);
  found['cancelling an analysis'] = await called(
    'DELETE',
    `/users/${user.id}/tasks/${second?.task_id}`,
    user.key,
  );
  await start();
  outcome = { failure: 'It is no good.', retry: false };
  found['doing an analysis that fails'] = await costOf(() => api.work(...api.messages.splice(0)));
  found['a sweep that finds nothing'] = await costOf(() => api.sweep());
  expect(metered(found)).toEqual(metered(COSTS));
});
