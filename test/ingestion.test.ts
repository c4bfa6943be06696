import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { ingest } from '../functions/stripe/ingest.ts';
import { type Ingested, ingestPayments } from '../lib/domain/ingestion.ts';
import { contextOf } from '../lib/http/context.ts';
import { scheduled } from '../lib/http/job.ts';
import type { History, PaymentHistory } from '../lib/payments/payments.ts';
import { IngestionCursor } from '../lib/table/entities.ts';
import { put } from '../lib/table/table.ts';
import { type Api, INVOCATION, PRIVATE, startApi, type User } from './support/harness.ts';

const GRACE = 120_000;
let api: Api;
let user: User;
beforeEach(async () => {
  api = await startApi({ policy: { webhookGrace: GRACE } });
  user = await api.user();
  await api.control('/webhooks', { mode: 'drop' });
});
afterEach(() => api.refuseLeaks());

const ALWAYS = () => true;
const NOTHING: Ingested = { read: 0, settled: 0, drift: 0, failed: 0, unfinished: 0 };

async function run(hasTime = ALWAYS, more: Partial<Api['live']> = {}): Promise<Ingested> {
  const ports = ['table', 'paymentHistory'] as const;
  const live = { ...api.live, ...more };
  return ingestPayments(await contextOf<never, (typeof ports)[number]>('test', 'test', live, ports), hasTime);
}

async function paid(amount = 5): Promise<string> {
  api.clock.advance(1_000);
  const { data } = await api.call('POST', '/stripe/buy', user.key, { amount, return_path: '' });
  const session = data.url?.split('/').at(-1) ?? '';
  return (await api.control(`/sessions/${session}/pay`)).payment_intent ?? '';
}

async function ledger(): Promise<string[]> {
  api.clock.advance(1_000);
  const { data } = await api.call('GET', `/users/${user.id}/transactions?limit=100&offset=0`, PRIVATE);
  return (data as unknown as { description: string }[]).map(({ description }) => description).reverse();
}
const balance = async () => {
  api.clock.advance(1_000);
  return Number((await api.call('GET', `/users/${user.id}`, PRIVATE)).data.credits);
};
const SIGNUP = 'Free credits on signup.';
const BOUGHT = 'User bought 500 credits for $5.';

/** Stripe, of which only one list still knows anything. */
const only = async (known: History) => {
  const real = await api.live.paymentHistory();
  const page: PaymentHistory['page'] = (history, ...rest) =>
    history === known ? real.page(history, ...rest) : Promise.resolve({ happenings: [], next: undefined });
  return { paymentHistory: () => Promise.resolve({ page }) };
};

describe('a payment that no webhook told of', () => {
  it('is booked by the next run, and counted and named as drift; the run after it finds nothing', async () => {
    const payment = await paid();
    expect(await ledger()).toEqual([SIGNUP]);
    api.clock.advance(GRACE);
    expect(await run()).toMatchObject({ settled: 1, drift: 1, failed: 0, unfinished: 0 });
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
    const [line] = api.log.filter(
      (each) => each.includes('payment_without_webhook') && each.includes(payment),
    );
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 'warn', payment_id: payment, kind: 'paid' });

    const before = await api.items();
    expect(await run()).toMatchObject({ settled: 0, drift: 0 });
    const cursors = (items: Record<string, unknown>[]) =>
      items.filter(({ item_type }) => item_type !== 'ingestion_cursor');
    expect(cursors(await api.items())).toEqual(cursors(before));
  });

  it('is no drift while its webhook may still be on the way', async () => {
    await paid();
    expect(await run()).toMatchObject({ settled: 1, drift: 0 });
  });

  it('is not booked again when its webhook comes after all', async () => {
    await paid();
    await run();
    await api.control('/webhooks', { mode: 'deliver' });
    for (const { id } of api.stripe.store.all('event'))
      expect(await api.control(`/events/${id}/resend`)).toMatchObject({ delivered: true });
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('is found among the paid sessions when its event is gone', async () => {
    await paid();
    expect(await run(ALWAYS, await only('sessions'))).toMatchObject({ read: 1, settled: 1 });
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
    expect(await run()).toMatchObject({ settled: 0 });
  });

  it('and went back is found among the refunds when its event is gone', async () => {
    const payment = await paid();
    await run();
    await api.control(`/payments/${payment}/refund`, { amount: 100 });
    await api.control(`/payments/${payment}/refund`, { amount: 50 });
    expect(await run(ALWAYS, await only('refunds'))).toMatchObject({ read: 2, settled: 1 });
    expect((await ledger()).slice(2)).toEqual(['Refund of $1.5 took back 150 credits.']);
    expect(await run()).toMatchObject({ settled: 0 });
  });

  it('is disputed, won and lost like one that a webhook tells of', async () => {
    const [won, lost] = [await paid(), await paid(10)];
    for (const payment of [won, lost]) await api.control(`/payments/${payment}/dispute`);
    await run();
    expect(await balance()).toBe(100);
    await api.control(`/payments/${won}/dispute/won`);
    await api.control(`/payments/${lost}/dispute/lost`);
    await run();
    expect(await balance()).toBe(600);
  });
});

describe('a run', () => {
  it('does no harm while others run and webhooks arrive in every order', async () => {
    await api.control('/webhooks', { mode: 'duplicate' });
    const payments = await Promise.all([paid(5), paid(6), paid(7)]);
    await Promise.all([
      run(),
      ...payments.map((payment) => api.control(`/payments/${payment}/refund`, { amount: 100 })),
      run(),
      run(),
    ]);
    await run();
    expect(await balance()).toBe(100 + 400 + 500 + 600);
  });

  it('fails while Stripe is down, and the next one goes on', async () => {
    await paid();
    api.faults.before = (request) => {
      if (request.startsWith('GET /v1')) throw new Error('down');
    };
    const job = scheduled(ingest, api.live);
    await expect(job({} as never, INVOCATION)).rejects.toMatchObject({ code: 'unavailable' });
    delete api.faults.before;
    await job({} as never, INVOCATION);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('leaves drift as a metric', async () => {
    await paid();
    api.clock.advance(GRACE);
    await scheduled(ingest, api.live)({} as never, INVOCATION);
    const lines = api.log.flatMap((line) => (line.includes('"_aws"') ? [JSON.parse(line) as object] : []));
    const drift = lines.filter((line) => 'drift' in line).at(-1);
    expect(drift).toEqual({
      _aws: {
        Timestamp: expect.any(Number) as number,
        CloudWatchMetrics: [
          {
            Namespace: 'clara-backend',
            Dimensions: [['service', 'function']],
            Metrics: [
              { Name: 'drift', Unit: 'Count' },
              { Name: 'failed', Unit: 'Count' },
            ],
          },
        ],
      },
      service: 'clara-backend',
      function: 'job',
      drift: 1,
      failed: 0,
    });
  });

  it('sets aside what cannot be settled, goes on with the rest, and comes back to it', async () => {
    const [bad] = [await paid(), await paid(6)];
    const Key = { pk: `PAYMENT#${bad}`, sk: 'PAYMENT' };
    const update = (UpdateExpression: string) => {
      const names = { '#item_type': 'item_type' };
      return api.client.send(
        new UpdateCommand({
          TableName: api.tableName,
          Key,
          UpdateExpression,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ':x': 'broken' },
        }),
      );
    };
    await update('SET #item_type = :x'); // an item that no schema fits
    expect(await run()).toMatchObject({ settled: 1, failed: 2 });
    expect(await balance()).toBe(700);
    expect(api.log.some((line) => line.includes('payment_not_settled') && line.includes(bad))).toBe(true);

    api.clock.advance(3_600_000);
    const fitting =
      'SET #item_type = :x, payment_id = :p, user_id = :n, credits = :0, fiat = :0, refunded = :0, disputes = :m, booked = :0, revision = :0';
    await api.client.send(
      new UpdateCommand({
        TableName: api.tableName,
        Key,
        UpdateExpression: fitting,
        ExpressionAttributeNames: { '#item_type': 'item_type' },
        ExpressionAttributeValues: { ':x': 'payment', ':p': bad, ':n': null, ':0': 0, ':m': {} },
      }),
    );
    expect(await run()).toMatchObject({ settled: 1, failed: 0 });
    expect(await balance()).toBe(1_200);
  });
});

describe('30 days of backlog', () => {
  const PAYMENTS = 230;

  it('is worked through in slices, each going on where the last one stopped, and each payment booked once', async () => {
    const step = Math.floor((30 * 86_400_000 - 3_600_000) / PAYMENTS);
    for (let i = 0; i < PAYMENTS; i++) {
      const order = { user_id: user.id, customer_id: '', dollars: 5, credits: 50_000 };
      const session = await api.stripe.client.checkout.sessions.create({
        mode: 'payment',
        line_items: [{ price: 'price_clara_local', quantity: order.dollars }],
        success_url: 'https://app.example.com',
        metadata: { user_id: user.id, credits: String(order.credits) },
      });
      await api.control(`/sessions/${session.id}/pay`);
      api.clock.advance(step);
    }
    api.clock.advance(GRACE);
    let slices = 0;
    let settled = 0;
    for (let unfinished = 1; unfinished > 0; slices++) {
      let pages = 4;
      const before = api.stripe.requests.length;
      const counts = await run(() => pages-- > 0);
      expect(api.stripe.requests.length - before).toBeLessThanOrEqual(4);
      ({ unfinished } = counts);
      settled += counts.settled;
    }
    expect(settled).toBe(PAYMENTS);
    // Three pages of events and one of sessions; then two of sessions, one of refunds, and what is new of events.
    expect(slices).toBe(2);
    expect(await run()).toMatchObject({ settled: 0, unfinished: 0 });
    expect(await balance()).toBe(100 + PAYMENTS * 500);
  }, 180_000);

  it('is read from the top again when the place where it stopped is gone', async () => {
    await paid();
    const table = await api.live.table();
    const from = Math.floor(api.clock.now / 1000) - 86_400;
    await table.commit(
      put(IngestionCursor, { history: 'events', from, begun: from, after: 'evt_gone', has_failures: false }),
    );
    expect(await run(ALWAYS, await only('events'))).toEqual({ ...NOTHING, read: 1, settled: 1 });
  });
});
