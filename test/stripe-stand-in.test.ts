import { execFile } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Stripe from 'stripe';
import { stripeClient } from '../lib/payments/stripe-client.ts';
import { LOCAL_PRICE, stripeStandIn } from '../local/stripe/server.ts';
import type { Deliver } from '../local/stripe/webhooks.ts';

const SECRET = 'whsec_of_this_test';
const ORIGIN = 'http://stripe.test';
const START = Date.parse('2040-11-23T12:00:00Z');

interface Delivery {
  event: Stripe.Event;
  signature: string;
  body: string;
}

/** A stand-in of a test's own, and the real SDK on it. */
function standIn(journal?: string) {
  const deliveries: Delivery[] = [];
  const clock = { now: START };
  const options = { up: true };
  const deliver: Deliver = (body, signature) => {
    if (!options.up) return Promise.reject(new Error('down'));
    deliveries.push({ event: JSON.parse(body) as Stripe.Event, signature, body });
    return Promise.resolve(true);
  };
  const secrets = [SECRET];
  const made = stripeStandIn({
    origin: ORIGIN,
    secrets,
    deliver,
    now: () => clock.now,
    ...(journal !== undefined && { journal }),
  });
  const stripe = stripeClient({
    secretKey: 'sk_test_of_this_test',
    apiBase: ORIGIN,
    httpClient: Stripe.createFetchHttpClient((async (url: string, init: RequestInit) =>
      made.app.fetch(new Request(url, init))) as typeof fetch),
  });
  const control = async <T = Stripe.Checkout.Session>(path: string, body?: unknown): Promise<T> => {
    const init = { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) };
    const answer = await made.app.request(`${ORIGIN}/_control${path}`, init);
    const given = (await answer.json()) as T & { error?: { message: string } };
    if (answer.status !== 200) throw new Error(given.error?.message);
    return given;
  };
  const open = (metadata: Record<string, string> = {}) =>
    stripe.checkout.sessions.create({
      mode: 'payment',
      line_items: [{ price: LOCAL_PRICE, quantity: 5 }],
      success_url: 'https://app.example.com/{CHECKOUT_SESSION_ID}',
      cancel_url: 'https://app.example.com/cancelled',
      payment_intent_data: { metadata },
    });
  const typesOf = () => deliveries.map(({ event }) => event.type);
  return { ...made, stripe, control, open, deliveries, typesOf, clock, options };
}

const until = async (holds: () => boolean) => {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > deadline) throw new Error('it did not come to hold');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe('what becomes of a checkout', () => {
  it('paid: charge, payment intent, session, each with its event, signed', async () => {
    const { control, open, deliveries, typesOf, stripe, clock } = standIn();
    const { id } = await open({ user_id: 'u' });
    const session = await control(`/sessions/${id}/pay`);
    expect(session).toMatchObject({ id, status: 'complete', payment_status: 'paid', amount_total: 500 });
    expect(typesOf()).toEqual([
      'payment_intent.created',
      'charge.succeeded',
      'payment_intent.succeeded',
      'checkout.session.completed',
    ]);
    for (const { body, signature } of deliveries)
      expect(() =>
        Stripe.webhooks.constructEvent(body, signature, SECRET, 300, undefined, clock.now),
      ).not.toThrow();
    const intent = await stripe.paymentIntents.retrieve(session.payment_intent as string, {
      expand: ['latest_charge'],
    });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 500,
      metadata: { user_id: 'u' },
      latest_charge: { object: 'charge', paid: true, metadata: { user_id: 'u' } },
    });
    await expect(control(`/sessions/${id}/pay`)).rejects.toThrow('complete, not open');
  });

  it('paid later: completed unpaid, then paid or failed', async () => {
    const { control, open, typesOf } = standIn();
    const [comes, fails] = [await open(), await open()];
    for (const { id } of [comes, fails])
      expect(await control(`/sessions/${id}/pay_later`)).toMatchObject({
        status: 'complete',
        payment_status: 'unpaid',
      });
    expect(await control(`/sessions/${comes.id}/settle_later`)).toMatchObject({ payment_status: 'paid' });
    expect(await control(`/sessions/${fails.id}/fail`)).toMatchObject({ payment_status: 'unpaid' });
    expect(typesOf().filter((type) => type.startsWith('checkout'))).toEqual([
      'checkout.session.completed',
      'checkout.session.completed',
      'checkout.session.async_payment_succeeded',
      'checkout.session.async_payment_failed',
    ]);
    await expect(control(`/sessions/${fails.id}/settle_later`)).rejects.toThrow('awaits no payment');
  });

  it('declined: stays open, and can be paid then by the same payment intent', async () => {
    const { control, open } = standIn();
    const { id } = await open();
    const declined = await control(`/sessions/${id}/fail`);
    expect(declined).toMatchObject({ status: 'open', payment_status: 'unpaid' });
    expect(await control(`/sessions/${id}/pay`)).toMatchObject({
      payment_status: 'paid',
      payment_intent: declined.payment_intent,
    });
  });

  it('expired, by a call or by time: cannot be paid', async () => {
    const { control, open, stripe, clock } = standIn();
    const [one, two] = [await open(), await open()];
    expect(await stripe.checkout.sessions.expire(one.id)).toMatchObject({ status: 'expired', url: null });
    clock.now += 24 * 3_600_000;
    expect(await stripe.checkout.sessions.retrieve(two.id)).toMatchObject({ status: 'expired' });
    for (const { id } of [one, two])
      await expect(control(`/sessions/${id}/pay`)).rejects.toThrow('expired, not open');
  });

  it('refunded and disputed: never more than was paid', async () => {
    const { control, open, stripe } = standIn();
    const { payment_intent } = await control(`/sessions/${(await open()).id}/pay`);
    const payment = payment_intent as string;
    expect(await stripe.refunds.create({ payment_intent: payment, amount: 200 })).toMatchObject({
      amount: 200,
    });
    await expect(stripe.refunds.create({ payment_intent: payment, amount: 301 })).rejects.toMatchObject({
      param: 'amount',
    });
    const dispute = await control<Stripe.Dispute>(`/payments/${payment}/dispute`);
    expect(dispute).toMatchObject({ amount: 300, status: 'needs_response' });
    await expect(control(`/payments/${payment}/dispute`)).rejects.toThrow('disputed already');
    await expect(control(`/payments/${payment}/refund`, { amount: 1 })).rejects.toThrow('charged back');
    expect(await control(`/payments/${payment}/dispute/won`)).toMatchObject({ status: 'won' });
    await expect(control(`/payments/${payment}/dispute/lost`)).rejects.toThrow('no open dispute');
    expect(await control(`/payments/${payment}/refund`)).toMatchObject({ amount: 300 });
    await expect(control(`/payments/${payment}/refund`)).rejects.toThrow('already been refunded');
    const [charge] = (await stripe.charges.list({ payment_intent: payment })).data;
    expect(charge).toMatchObject({ amount_refunded: 500, refunded: true, disputed: true });
  });
});

describe('webhooks', () => {
  it('are dropped, doubled or shuffled as they are told to be', async () => {
    const { control, open, typesOf, webhooks, deliveries } = standIn();
    await control('/webhooks', { mode: 'drop' });
    await control(`/sessions/${(await open()).id}/pay`);
    expect(typesOf()).toEqual([]);
    await control('/webhooks', { mode: 'duplicate' });
    await control(`/sessions/${(await open()).id}/pay`);
    expect(typesOf()).toHaveLength(8);
    expect(new Set(deliveries.map(({ event }) => event.id)).size).toBe(4);
    await control('/webhooks', { mode: 'shuffle' });
    for (let i = 0; i < 5; i++) await control(`/sessions/${(await open()).id}/pay`);
    await webhooks.triedOnce();
    expect(typesOf().slice(8)).toHaveLength(20);
    expect(typesOf().slice(8)).not.toEqual(Array(5).fill(typesOf().slice(8, 12)).flat());
    await expect(control('/webhooks', { mode: 'lose' })).rejects.toThrow('Invalid mode');
  });

  it('are sent again until they are taken', async () => {
    const { control, open, typesOf, options, store } = standIn();
    options.up = false;
    await control(`/sessions/${(await open()).id}/pay`);
    expect(store.all('event').map(({ pending_webhooks }) => pending_webhooks)).toEqual([1, 1, 1, 1]);
    options.up = true;
    await until(() => typesOf().length === 4);
    expect(store.all('event').map(({ pending_webhooks }) => pending_webhooks)).toEqual([0, 0, 0, 0]);
  });

  it('are sent once more on demand', async () => {
    const { control, open, deliveries } = standIn();
    await control('/webhooks', { mode: 'drop' });
    await control(`/sessions/${(await open()).id}/pay`);
    await control('/webhooks', { mode: 'deliver' });
    await control(`/sessions/${(await open()).id}/pay`);
    const id = deliveries[0]?.event.id ?? '';
    expect(await control(`/events/${id}/resend`)).toMatchObject({ id, delivered: true });
    expect(deliveries.filter(({ event }) => event.id === id)).toHaveLength(2);
    await expect(control('/events/evt_none/resend')).rejects.toThrow('No such event');
  });
});

describe('the API, by the real SDK', () => {
  it('lists newest first, in pages both ways, by time, type and status', async () => {
    const { control, open, stripe, clock } = standIn();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) {
      const { id } = await open();
      ids.unshift(id);
      if (i % 2) await control(`/sessions/${id}/pay`);
      clock.now += 1_000;
    }
    const idsOf = ({ data }: { data: { id: string }[] }) => data.map(({ id }) => id);
    const first = await stripe.checkout.sessions.list({ limit: 3 });
    expect([idsOf(first), first.has_more]).toEqual([ids.slice(0, 3), true]);
    const next = await stripe.checkout.sessions.list({ limit: 3, starting_after: ids[2] as string });
    expect(idsOf(next)).toEqual(ids.slice(3, 6));
    const before = await stripe.checkout.sessions.list({ limit: 2, ending_before: ids[5] as string });
    expect([idsOf(before), before.has_more]).toEqual([ids.slice(3, 5), true]);
    const all: string[] = [];
    for await (const { id } of stripe.checkout.sessions.list({ limit: 2 })) all.push(id);
    expect(all).toEqual(ids);
    const s = START / 1000;
    expect(idsOf(await stripe.checkout.sessions.list({ created: { gt: s + 1, lte: s + 3 } }))).toEqual(
      ids.slice(3, 5),
    );
    expect(idsOf(await stripe.checkout.sessions.list({ status: 'complete' }))).toHaveLength(3);
    const events = await stripe.events.list({
      types: ['charge.succeeded', 'checkout.session.completed'],
      limit: 100,
    });
    expect(events.data).toHaveLength(6);
    await expect(stripe.events.list({ starting_after: 'evt_none' })).rejects.toMatchObject({
      statusCode: 400,
      param: 'starting_after',
    });
  });

  it('answers a repeated idempotency key with the first answer, and refuses it with other parameters', async () => {
    const { stripe, store } = standIn();
    const idempotencyKey = 'once';
    const first = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey });
    const second = await stripe.customers.create({ name: 'Ada' }, { idempotencyKey });
    expect(second.id).toBe(first.id);
    await expect(stripe.customers.create({ name: 'Bob' }, { idempotencyKey })).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
    });
    await expect(stripe.customers.create({ email: 'no mail' }, { idempotencyKey: 'b' })).rejects.toThrow();
    await stripe.customers.create({ email: 'a@b.example' }, { idempotencyKey: 'b' });
    expect(store.all('customer')).toHaveLength(2);
  });

  it('is as strict as Stripe with keys, parameters, ids and expansions', async () => {
    const { stripe, app, open } = standIn();
    const { id } = await open();
    const keyed = (key: string) =>
      app.request(`${ORIGIN}/v1/prices`, { headers: { Authorization: `Bearer ${key}` } });
    expect((await keyed('sk_live_whatever')).status).toBe(401);
    expect((await keyed('')).status).toBe(401);
    expect((await keyed('sk_test_whatever')).status).toBe(200);
    await expect(stripe.customers.create({ nickname: 'x' } as never)).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'nickname',
    });
    await expect(stripe.checkout.sessions.create({ mode: 'payment' })).rejects.toMatchObject({
      code: 'parameter_missing',
    });
    await expect(stripe.refunds.create({ payment_intent: 'pi_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    await expect(stripe.customers.create({ email: 'jürgen@example.com' })).rejects.toMatchObject({
      code: 'email_invalid',
      param: 'email',
    });
    await expect(stripe.checkout.sessions.retrieve(id, { expand: ['nothing'] })).rejects.toMatchObject({
      param: 'expand',
    });
    const { line_items } = await stripe.checkout.sessions.retrieve(id, { expand: ['line_items'] });
    expect(line_items?.data).toMatchObject([{ quantity: 5, amount_total: 500 }]);
    expect((await stripe.checkout.sessions.listLineItems(id)).data).toHaveLength(1);
    await expect(stripe.balance.retrieve()).rejects.toMatchObject({ statusCode: 404 });
  });

  it('takes prices made for a session, and products and prices of one’s own', async () => {
    const { stripe } = standIn();
    const product = await stripe.products.create({ name: 'Tea' });
    const price = await stripe.prices.create({ product: product.id, currency: 'usd', unit_amount: 250 });
    expect(Number(price.unit_amount_decimal)).toBe(250);
    const session = await stripe.checkout.sessions.create({
      mode: 'payment',
      success_url: 'https://app.example.com',
      line_items: [
        { price: price.id, quantity: 2 },
        { price_data: { currency: 'usd', unit_amount: 100, product_data: { name: 'Cup' } } },
      ],
    });
    expect(session.amount_total).toBe(600);
  });
});

describe('its pages', () => {
  const press = (made: ReturnType<typeof standIn>, id: string, action: string) =>
    made.app.request(`${ORIGIN}/c/pay/${id}`, { method: 'POST', body: new URLSearchParams({ action }) });

  it('pay, fail and cancel, and say what they cannot do', async () => {
    const made = standIn();
    const { id } = await made.open();
    const page = await (await made.app.request(`${ORIGIN}/c/pay/${id}`)).text();
    expect(page).toContain('$5.00');
    for (const button of ['Pay', 'Pay later', 'Fail', 'Cancel']) expect(page).toContain(`>${button}`);
    const cancelled = await press(made, id, 'cancel');
    expect([cancelled.status, cancelled.headers.get('location')]).toEqual([
      303,
      'https://app.example.com/cancelled',
    ]);
    expect(await (await press(made, id, 'fail')).text()).toContain('declined');
    const paid = await press(made, id, 'pay');
    expect([paid.status, paid.headers.get('location')]).toEqual([303, `https://app.example.com/${id}`]);
    expect(made.typesOf().at(-1)).toBe('checkout.session.completed');
    const again = await press(made, id, 'pay');
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining('complete, not open')]);
    expect((await press(made, id, 'toString')).status).toBe(400);
    expect((await made.app.request(`${ORIGIN}/c/pay/cs_none`)).status).toBe(404);
  });

  it('settle later what is paid later', async () => {
    const made = standIn();
    const { id } = await made.open();
    expect((await press(made, id, 'pay_later')).status).toBe(303);
    expect(await (await made.app.request(`${ORIGIN}/c/pay/${id}`)).text()).toContain('The transfer arrives');
    expect((await press(made, id, 'settle_later')).status).toBe(303);
  });

  it('show a customer its payments, and escape what others wrote', async () => {
    const { app, stripe } = standIn();
    const customer = await stripe.customers.create({});
    const { url } = await stripe.billingPortal.sessions.create({
      customer: customer.id,
      return_url: 'https://app.example.com/?a="><script>',
    });
    const page = await (await app.request(url)).text();
    expect(page).toContain('https://app.example.com/?a=');
    expect(page).not.toContain('<script>');
  });
});

describe('its journal', () => {
  const journalIn = () => join(mkdtempSync(join(tmpdir(), 'clara-stripe-')), 'journal.jsonl');

  it('brings everything back, and sends what was not sent', async () => {
    const journal = journalIn();
    const first = standIn(journal);
    first.options.up = false;
    const { id } = await first.open();
    const session = await first.control(`/sessions/${id}/pay`);
    first.webhooks.stop(); // as if it were killed here
    const second = standIn(journal);
    expect(await second.stripe.checkout.sessions.retrieve(id)).toMatchObject({
      payment_intent: session.payment_intent,
      payment_status: 'paid',
    });
    second.webhooks.send();
    await second.webhooks.triedOnce();
    expect(second.typesOf()).toHaveLength(4);
    const third = standIn(journal);
    third.webhooks.send();
    await third.webhooks.triedOnce();
    expect(third.typesOf()).toEqual([]);
  });

  it('forgets what was being written when it died, all of it, and nothing else', async () => {
    const journal = journalIn();
    const first = standIn(journal);
    const { id } = await first.open();
    const lines = readFileSync(journal, 'utf8');
    await first.control(`/sessions/${id}/pay`);
    const paid = readFileSync(journal, 'utf8').slice(lines.length).split('\n')[0] ?? '';
    const torn = journalIn();
    appendFileSync(torn, lines + paid.slice(0, paid.length / 2));
    const second = standIn(torn);
    expect(await second.stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: 'open' });
    expect(second.store.all('charge')).toEqual([]);
    await second.control(`/sessions/${id}/pay`);
    expect(standIn(torn).store.get('checkout.session', id)).toMatchObject({ payment_status: 'paid' });
  });
});

describe('the real CLI, on npm start', () => {
  const home = mkdtempSync(join(tmpdir(), 'clara-stripe-cli-'));
  const cli = async (...args: string[]) => {
    const own = ['--api-base', process.env.TEST_STRIPE_URL ?? '', '--api-key', 'sk_test_of_this_test'];
    const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home };
    const bin = join(import.meta.dirname, '../node_modules/.bin/stripe');
    const { stdout } = await promisify(execFile)(bin, [...args, ...own], { env });
    return JSON.parse(stdout) as { id: string; data: { id: string }[]; url: string; amount_total: number };
  };

  it('makes and lists customers, prices, sessions, events and refunds', async () => {
    const { id } = await cli('customers', 'create', '--email', 'cli@example.com');
    expect((await cli('customers', 'retrieve', id)).id).toBe(id);
    const session = await cli(
      ...['checkout', 'sessions', 'create', '--mode', 'payment', '--success-url', 'https://app.example.com'],
      ...['-d', `line_items[0][price]=${LOCAL_PRICE}`, '-d', 'line_items[0][quantity]=5'],
    );
    expect(session.amount_total).toBe(500);
    const paid = await fetch(`${process.env.TEST_STRIPE_URL}/_control/sessions/${session.id}/pay`, {
      method: 'POST',
    });
    const { payment_intent } = (await paid.json()) as { payment_intent: string };
    expect((await cli('refunds', 'create', '--payment-intent', payment_intent)).id).toMatch(/^re_/);
    expect((await cli('get', '/v1/prices')).data.map((price) => price.id)).toContain(LOCAL_PRICE);
    const [event] = (await cli('events', 'list', '--limit', '1')).data;
    expect((await cli('events', 'resend', event?.id ?? '')).id).toBe(event?.id);
  }, 180_000);
});
