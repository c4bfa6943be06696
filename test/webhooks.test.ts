import Stripe from 'stripe';
import { book } from '../lib/domain/ledger.ts';
import { contextOf } from '../lib/http/context.ts';
import { stripeEvents } from '../lib/payments/stripe-events.ts';
import { type Api, PRIVATE, startApi, type User, WEBHOOK_SECRET } from './support/harness.ts';

let api: Api;
let user: User;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  await api.control('/webhooks', { mode: 'drop' });
  user = await api.user();
  api.clock.advance(1_000);
});
afterEach(() => {
  delete api.faults.before;
  delete api.faults.after;
});
afterAll(() => api.refuseLeaks());

const SETTLED = { status: 200, message: 'Checkout session settled successfully.', data: null };
const UNSIGNED = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};

interface Session {
  id: string;
  payment_intent: string;
}

/** Opens a checkout; nothing is paid yet. */
async function bought(amount = 5, by = user): Promise<string> {
  api.clock.advance(1_000);
  const { data, status } = await api.call('POST', '/stripe/buy', by.key, { amount, return_path: '' });
  expect(status).toBe(201);
  return data.url?.split('/').at(-1) ?? '';
}
const paid = async (amount = 5, by = user) =>
  api.control<Session>(`/sessions/${await bought(amount, by)}/pay`);

/** The events of a type about a payment, oldest first, as they would be posted. */
const eventsOf = (type: string, payment_intent: string) =>
  api.stripe.store
    .all('event')
    .filter((event) => event.type === type && JSON.stringify(event.data.object).includes(payment_intent));

function signed(payload: string, at = api.clock.now, secret = WEBHOOK_SECRET): string {
  return Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp: Math.floor(at / 1000) });
}
const post = (event: unknown) => {
  const body = JSON.stringify(event);
  return api.settle(body, signed(body));
};
const deliver = async (type: string, payment_intent: string) => {
  const [event] = eventsOf(type, payment_intent).slice(-1);
  expect(event).toBeDefined();
  expect(await post(event)).toMatchObject(SETTLED);
};

interface Row {
  type: string;
  description: string;
  value_in_credits: number;
  value_in_fiat: number;
  balance_after: number;
}
async function ledger(of = user): Promise<string[]> {
  api.clock.advance(1_000);
  const { data } = await api.call('GET', `/users/${of.id}/transactions?limit=100&offset=0`, PRIVATE);
  return (data as unknown as Row[])
    .reverse()
    .map(
      (row) =>
        `${row.type} ${row.value_in_credits} $${row.value_in_fiat} ${row.description} = ${row.balance_after}`,
    );
}
const SIGNUP = 'CREDIT 100 $0 Free credits on signup. = 100';
const BOUGHT = 'CREDIT 500 $5 User bought 500 credits for $5. = 600';

const COMPLETED = 'checkout.session.completed';
const CAME = 'checkout.session.async_payment_succeeded';

describe('a webhook that Stripe did not send', () => {
  const untouched = async (answer: () => Promise<unknown>) => {
    const before = await api.items();
    expect(await answer()).toMatchObject(UNSIGNED);
    expect(await api.items()).toEqual(before);
  };
  let body: string;
  beforeEach(async () => {
    const { payment_intent } = await paid();
    body = JSON.stringify(eventsOf(COMPLETED, payment_intent)[0]);
  });

  it.each<[string, (body: string) => [string, string]]>([
    ['no signature', (it) => [it, '']],
    ['garbage for a signature', (it) => [it, 't=1,v1=zz,,==,v0=']],
    ['a signature of nothing', (it) => [it, signed('')]],
    ['another secret', (it) => [it, signed(it, api.clock.now, 'whsec_of_somebody_else')]],
    ['a tampered amount', (it) => [it.replace('"credits":"50000"', '"credits":"99999"'), signed(it)]],
    ['a space more', (it) => [`${it} `, signed(it)]],
    ['a signature of 301 s ago', (it) => [it, signed(it, api.clock.now - 301_000)]],
    ['no time in it', (it) => [it, signed(it).replace(/t=\d+,/, '')]],
    ['another scheme', (it) => [it, signed(it).replace('v1=', 'v0=')]],
    ['an empty body', () => ['', signed('')]],
    ['no JSON', () => ['checkout', signed('checkout')]],
    ['JSON that is no event', () => ['null', signed('null')]],
    ['an event without an object', () => [`{"type":"${COMPLETED}"}`, signed(`{"type":"${COMPLETED}"}`)]],
  ])('has %s: 401, and nothing is written', async (_, forge) => {
    await untouched(() => api.settle(...forge(body)));
  });

  it('is signed, and cannot be read for a fault of ours: 500, so that somebody looks', async () => {
    const event = JSON.stringify({ id: 'evt_1', type: 'charge.refunded', data: { object: {} } });
    expect((await api.settle(event, signed(event))).status).toBe(500);
  });

  it('is wrongly encoded: 401, and nothing is written', async () => {
    await untouched(() => api.settle(body, signed(body), { isBase64Encoded: true }));
    const utf16 = Buffer.from(body, 'utf16le').toString('base64');
    await untouched(() => api.settle(utf16, signed(body), { isBase64Encoded: true }));
  });

  it('is taken in base64, and up to 300 s late', async () => {
    const late = signed(body, api.clock.now - 300_000);
    const base64 = Buffer.from(body).toString('base64');
    expect(await api.settle(base64, late, { isBase64Encoded: true })).toMatchObject(SETTLED);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('is taken under the new and the old secret while one is rolled', async () => {
    const [newer, older] = ['whsec_the_newer_one', 'whsec_the_older_one'];
    const events = stripeEvents([newer, older]);
    for (const [secret, isTaken] of [
      [newer, true],
      [older, true],
      [WEBHOOK_SECRET, false],
    ] as const) {
      const signature = signed(body, api.clock.now, secret);
      const event = await events.read(Buffer.from(body), signature, api.clock.now);
      expect(event !== undefined).toBe(isTaken);
    }
  });
});

describe('a payment', () => {
  it('is credited when it is paid, and said in the ledger', async () => {
    const { payment_intent } = await paid();
    await deliver(COMPLETED, payment_intent);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('that comes later is credited when it comes', async () => {
    const id = await bought();
    const { payment_intent } = await api.control<Session>(`/sessions/${id}/pay_later`);
    await deliver(COMPLETED, payment_intent);
    expect(await ledger()).toEqual([SIGNUP]);
    await api.control(`/sessions/${id}/settle_later`);
    await deliver(CAME, payment_intent);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('that never comes is not', async () => {
    const id = await bought();
    const { payment_intent } = await api.control<Session>(`/sessions/${id}/pay_later`);
    await api.control(`/sessions/${id}/fail`);
    await deliver(COMPLETED, payment_intent);
    await deliver('checkout.session.async_payment_failed', payment_intent);
    expect(await ledger()).toEqual([SIGNUP]);
  });

  it('is credited once: told ten times, in parallel, by two events, and again after 100 days', async () => {
    const { payment_intent } = await paid();
    const [event] = eventsOf(COMPLETED, payment_intent);
    const twin = { ...event, id: 'evt_another', type: CAME };
    const answers = await Promise.all([...Array<unknown>(10).fill(event), twin, twin].map(post));
    for (const answer of answers) expect(answer).toMatchObject(SETTLED);
    api.clock.advance(100 * 86_400_000);
    expect(await post(event)).toMatchObject(SETTLED);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('of a session that is not about credits, or of nobody, is acknowledged and changes nothing', async () => {
    const { payment_intent } = await paid();
    const [event] = eventsOf(COMPLETED, payment_intent);
    const session = event?.data.object as unknown as Stripe.Checkout.Session;
    const before = await api.items();
    for (const changes of [
      { metadata: {} },
      { metadata: null },
      { metadata: { ...session.metadata, credits: '-5' } },
      { metadata: { ...session.metadata, credits: '1e9' } },
      { metadata: { ...session.metadata, user_id: 'user_x' } },
      { metadata: { ...session.metadata, user_id: `user_${'0'.repeat(32)}` } },
      { payment_intent: null },
      { amount_total: 0 },
      { payment_status: 'unpaid' },
    ])
      expect(await post({ ...event, data: { object: { ...session, ...changes } } })).toMatchObject(SETTLED);
    expect(await api.items()).toEqual(before);
  });

  it('is told by a type that we do not handle: acknowledged', async () => {
    const { payment_intent } = await paid();
    for (const type of ['charge.succeeded', 'payment_intent.succeeded', 'payment_intent.created'])
      await deliver(type, payment_intent);
    expect(await post({ ...eventsOf(COMPLETED, payment_intent)[0], type: 'of.tomorrow' })).toMatchObject(
      SETTLED,
    );
    expect(await ledger()).toEqual([SIGNUP]);
  });

  it('is answered with 503 while DynamoDB is down, and settled when Stripe asks again', async () => {
    const { payment_intent } = await paid();
    api.faults.before = () => {
      throw Object.assign(new Error('down'), { name: 'TimeoutError' });
    };
    expect(await post(eventsOf(COMPLETED, payment_intent)[0])).toMatchObject({
      status: 503,
      message: 'The service is temporarily unavailable.',
      data: null,
    });
    delete api.faults.before;
    await deliver(COMPLETED, payment_intent);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });
});

describe('money that goes back', () => {
  const refund = (payment: string, amount?: number) => api.control(`/payments/${payment}/refund`, { amount });
  let payment: string;
  beforeEach(async () => {
    payment = (await paid()).payment_intent;
  });

  it('by part and then whole takes its credits along, each cent once', async () => {
    await deliver(COMPLETED, payment);
    await refund(payment, 123);
    await deliver('charge.refunded', payment);
    await refund(payment);
    const both = eventsOf('charge.refunded', payment);
    for (const event of [...both, ...both.toReversed()]) await post(event);
    expect(await ledger()).toEqual([
      SIGNUP,
      BOUGHT,
      'DEBIT 123 $1.23 Refund of $1.23 took back 123 credits. = 477',
      'DEBIT 377 $3.77 Refund of $3.77 took back 377 credits. = 100',
    ]);
  });

  it('is heard of before the payment: both are booked then, the purchase in full', async () => {
    await refund(payment, 200);
    await deliver('charge.refunded', payment);
    expect(await ledger()).toEqual([SIGNUP]);
    await deliver(COMPLETED, payment);
    expect(await ledger()).toEqual([
      SIGNUP,
      BOUGHT,
      'DEBIT 200 $2 Refund of $2 took back 200 credits. = 400',
    ]);
  });

  it('by a dispute is taken when it opens and stays gone when it is lost', async () => {
    await deliver(COMPLETED, payment);
    await api.control(`/payments/${payment}/dispute`);
    await deliver('charge.dispute.created', payment);
    await deliver('charge.dispute.funds_withdrawn', payment);
    await api.control(`/payments/${payment}/dispute/lost`);
    await deliver('charge.dispute.closed', payment);
    await deliver('charge.dispute.created', payment);
    expect(await ledger()).toEqual([
      SIGNUP,
      BOUGHT,
      'DEBIT 500 $5 Dispute of $5 took back 500 credits. = 100',
    ]);
  });

  it('by a dispute comes back when it is won', async () => {
    await deliver(COMPLETED, payment);
    await api.control(`/payments/${payment}/dispute`);
    await deliver('charge.dispute.created', payment);
    await api.control(`/payments/${payment}/dispute/won`);
    await deliver('charge.dispute.closed', payment);
    expect(await ledger()).toEqual([
      SIGNUP,
      BOUGHT,
      'DEBIT 500 $5 Dispute of $5 took back 500 credits. = 100',
      'CREDIT 500 $5 Dispute of $5 gave back 500 credits. = 600',
    ]);
  });

  it('by a dispute that is won before we hear of it changes nothing', async () => {
    await deliver(COMPLETED, payment);
    await api.control(`/payments/${payment}/dispute`);
    await api.control(`/payments/${payment}/dispute/won`);
    await deliver('charge.dispute.closed', payment);
    await deliver('charge.dispute.created', payment);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('by an inquiry takes nothing', async () => {
    await deliver(COMPLETED, payment);
    await api.control(`/payments/${payment}/dispute`);
    const [event] = eventsOf('charge.dispute.created', payment);
    const object = { ...(event?.data.object as object), status: 'warning_needs_response' };
    expect(await post({ ...event, id: 'evt_inquiry', data: { object } })).toMatchObject(SETTLED);
    expect(await ledger()).toEqual([SIGNUP, BOUGHT]);
  });

  it('may leave less than nothing, and then a new payment fills it up', async () => {
    await deliver(COMPLETED, payment);
    const ctx = await contextOf<'user_not_found' | 'insufficient_credits', 'table'>('t', 't', api.live, [
      'table',
    ]);
    const debit = { type: 'DEBIT', credits: 55_000, fiat: 0, description: 'Spent.' } as const;
    await book(ctx, user.id, [debit]);
    await refund(payment);
    await deliver('charge.refunded', payment);
    expect((await ledger()).at(-1)).toBe('DEBIT 500 $5 Refund of $5 took back 500 credits. = -450');
    await expect(book(ctx, user.id, [{ ...debit, credits: 1 }])).rejects.toMatchObject({
      code: 'insufficient_credits',
    });
    const next = await paid(10);
    await deliver(COMPLETED, next.payment_intent);
    expect((await ledger()).at(-1)).toBe('CREDIT 1000 $10 User bought 1000 credits for $10. = 550');
  });
});
