import { unavailable } from '../lib/errors.ts';
import { returnUrl } from '../lib/domain/billing.ts';
import { ShopSettings, settingsOf } from '../lib/config.ts';
import { type Api, CLIENT_URL, PRIVATE, startApi, type User } from './support/harness.ts';

let api: Api;
let user: User;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(async () => {
  user = await api.user();
  api.clock.advance(1_000);
});
afterEach(() => {
  delete api.faults.before;
  delete api.faults.after;
});
afterAll(() => api.refuseLeaks());

const down = () => {
  throw Object.assign(new Error('down'), { name: 'TimeoutError' });
};
const DOWN = { status: 503, message: 'The service is temporarily unavailable.', data: null };
const buy = (body: unknown, key?: string, by = user.key) =>
  api.call('POST', '/stripe/buy', by, body, key === undefined ? {} : { headers: { 'Idempotency-Key': key } });
const ORDER = { amount: 5, return_path: '/thanks?x=1' };
const customersOf = ({ id }: User) =>
  api.stripe.store
    .all('customer')
    .filter((customer) => !('deleted' in customer) && customer.metadata.user_id === id);
const sessionsOf = ({ id }: User) =>
  api.stripe.store.all('checkout.session').filter(({ client_reference_id }) => client_reference_id === id);

describe('the rate', () => {
  it('is told to users, keys and operators, with its units in the message', async () => {
    for (const caller of [user.bearer, user.key, PRIVATE]) {
      const answer = await api.call('GET', '/stripe/rate', caller);
      expect(answer).toMatchObject({
        status: 200,
        data: [{ lower_limit: 5, rate: 100, stripe_price_id: 'price_clara_local', upper_limit: 10_000 }],
      });
      expect(answer.message).toMatch(/USD.*inclusive.*credits per dollar/);
    }
  });

  it.each([
    ['no JSON', '5'],
    ['no rate', '[]'],
    ['limits upside down', '[{"lower_limit":5,"upper_limit":4,"rate":1,"stripe_price_id":"p"}]'],
    [
      'a rate that is no whole number',
      '[{"lower_limit":5,"upper_limit":6,"rate":0.5,"stripe_price_id":"p"}]',
    ],
    [
      'spans that overlap',
      '[{"lower_limit":5,"upper_limit":9,"rate":1,"stripe_price_id":"p"},{"lower_limit":9,"upper_limit":9,"rate":1,"stripe_price_id":"p"}]',
    ],
  ])('is refused as a setting with %s', (_, CREDIT_RATES) => {
    expect(() => settingsOf(ShopSettings, { CREDIT_RATES, CLIENT_URL })).toThrow(/: CREDIT_RATES$/);
  });
});

describe('the portal', () => {
  it('opens for the customer that the user is, and leads back to the front end', async () => {
    const answer = await api.call('POST', '/stripe/portal', user.bearer);
    expect(answer).toMatchObject({ status: 201, message: 'Customer portal session created successfully.' });
    expect(Object.keys(answer.data)).toEqual(['url']);
    const [customer] = customersOf(user);
    expect(answer.data.url).toContain(customer?.id);
    expect(answer.data.url).toContain(encodeURIComponent(CLIENT_URL));
    expect(customer).toMatchObject({ email: user.email });
  });

  it('answers 503 while Stripe is down, and no customer is half made', async () => {
    api.faults.before = (request) => request.startsWith('POST /v1') && down();
    expect(await api.call('POST', '/stripe/portal', user.key)).toMatchObject(DOWN);
    expect(customersOf(user)).toEqual([]);
    delete api.faults.before;
    expect((await api.call('POST', '/stripe/portal', user.key)).status).toBe(201);
  });
});

describe('buying', () => {
  it('opens a checkout that says who buys what, and books nothing', async () => {
    const answer = await buy(ORDER);
    expect(answer).toMatchObject({
      status: 201,
      message: 'Checkout session created successfully.',
      data: { return_path: '/thanks?x=1', value_in_credits: 500, value_in_fiat: 5 },
    });
    expect(Object.keys(answer.data).sort()).toEqual([
      'return_path',
      'url',
      'value_in_credits',
      'value_in_fiat',
    ]);
    const [session] = sessionsOf(user);
    expect(session).toMatchObject({
      url: answer.data.url,
      amount_total: 500,
      currency: 'usd',
      customer: customersOf(user)[0]?.id,
      client_reference_id: user.id,
      metadata: { user_id: user.id, credits: '50000' },
      success_url: `${CLIENT_URL}/thanks?x=1`,
      cancel_url: `${CLIENT_URL}/thanks?x=1`,
      status: 'open',
    });
    const { data } = await api.call('GET', `/users/${user.id}`, user.key);
    expect(data.credits).toBe(100);
  });

  it('is within the limits, both included, and else has no rate', async () => {
    for (const amount of [5, 10_000]) expect((await buy({ amount, return_path: '' })).status).toBe(201);
    for (const amount of [4, 10_001, 0, -5, Number.MAX_SAFE_INTEGER])
      expect(await buy({ amount, return_path: '' })).toMatchObject({
        status: 404,
        message: 'No credits rate found for the given amount.',
        data: null,
      });
  });

  it.each([
    { amount: 5.5 },
    { amount: '5' },
    { amount: 1e400 },
    { amount: null },
    { return_path: 5 },
    { extra: 1 },
  ])('refuses %j', async (wrong) => {
    expect((await buy({ ...ORDER, ...wrong })).status).toBe(400);
  });

  it('by a user with an address that Stripe does not take works without it', async () => {
    const other = await api.user(`jürgen.${api.newEmail()}`);
    expect((await buy(ORDER, undefined, other.key)).status).toBe(201);
    expect(customersOf(other)).toMatchObject([{ email: null }]);
  });

  it('makes one customer, also when 5 calls come at once', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy(ORDER)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
    expect(customersOf(user)).toHaveLength(1);
    expect(new Set(sessionsOf(user).map(({ customer }) => customer)).size).toBe(1);
  });

  it('makes a new customer when the old one was deleted at Stripe', async () => {
    await buy(ORDER);
    const [{ id: old } = { id: '' }] = customersOf(user);
    await api.stripe.client.customers.del(old);
    expect((await buy(ORDER)).status).toBe(201);
    expect((await api.call('POST', '/stripe/portal', user.key)).status).toBe(201);
    expect(customersOf(user)).toHaveLength(1);
    expect(customersOf(user)[0]?.id).not.toBe(old);
  });

  it('fails as ours, not the caller’s, when Stripe refuses what we ask for', async () => {
    const shop = await api.live.shop();
    const rates = [{ ...shop.rates[0], stripe_price_id: 'price_of_nobody' }] as typeof shop.rates;
    const broken = await startApi({ ports: { shop: { ...shop, rates } } });
    const buyer = await broken.user();
    const answer = await broken.call('POST', '/stripe/buy', buyer.key, ORDER);
    expect(answer).toMatchObject({ status: 500, message: 'Something went wrong.', data: null });
    expect(broken.log.at(-1)).toContain('Stripe refused line_items[0][price]: resource_missing');
  });

  it.each([
    ['a failing answer', unavailable('Stripe', new Error('500'))],
    ['none', Object.assign(new Error('lost'), { name: 'TimeoutError' })],
  ])('answers 503 on %s from Stripe', async (_, error) => {
    api.faults.before = (request) => {
      if (request === 'POST /v1/checkout/sessions') throw error;
    };
    expect(await buy(ORDER)).toMatchObject(DOWN);
  });
});

describe('an idempotency key', () => {
  const MISMATCH = {
    status: 409,
    message: 'The idempotency key was used with a different request.',
    data: null,
  };
  const RUNNING = {
    status: 409,
    message: 'A request with this idempotency key is still running.',
    data: null,
  };

  it('gives the first answer again, and opens one checkout', async () => {
    const first = await buy(ORDER, 'k');
    const second = await buy({ return_path: ORDER.return_path, amount: 5 }, 'k');
    expect(second.text).toBe(first.text);
    expect(second.status).toBe(201);
    expect(sessionsOf(user)).toHaveLength(1);
  });

  it('is refused with another request', async () => {
    await buy(ORDER, 'k');
    expect(await buy({ ...ORDER, amount: 6 }, 'k')).toMatchObject(MISMATCH);
    expect(await buy({ ...ORDER, return_path: '' }, 'k')).toMatchObject(MISMATCH);
  });

  it('is the user’s own', async () => {
    const other = await api.user();
    await buy(ORDER, 'k');
    expect((await buy({ ...ORDER, amount: 6 }, 'k', other.key)).status).toBe(201);
  });

  it('is kept for 24 hours', async () => {
    const first = await buy(ORDER, 'k');
    api.clock.advance(86_400_000 - 2_000);
    expect((await buy(ORDER, 'k')).text).toBe(first.text);
    api.clock.advance(3_000);
    expect((await buy({ ...ORDER, amount: 6 }, 'k')).status).toBe(201);
  });

  it('runs once when it comes 5 times at once; the others are told to come back', async () => {
    const answers = await Promise.all(Array.from({ length: 5 }, () => buy(ORDER, 'k')));
    const done = answers.filter(({ status }) => status === 201);
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(new Set(done.map(({ text }) => text)).size).toBe(1);
    for (const answer of answers.filter(({ status }) => status !== 201)) {
      expect(answer).toMatchObject(RUNNING);
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    }
    expect(sessionsOf(user)).toHaveLength(1);
    expect((await buy(ORDER, 'k')).text).toBe(done[0]?.text);
  });

  it('is not used up by a refusal', async () => {
    expect((await buy({ ...ORDER, amount: 4 }, 'k')).status).toBe(404);
    expect((await buy({ ...ORDER, amount: 5 }, 'k')).status).toBe(201);
  });

  it('goes on under the same name when Stripe did the work but its answer was lost', async () => {
    api.faults.after = (request) => request === 'POST /v1/checkout/sessions' && down();
    expect(await buy(ORDER, 'k')).toMatchObject(DOWN);
    delete api.faults.after;
    expect((await buy(ORDER, 'k')).status).toBe(201);
    expect(sessionsOf(user)).toHaveLength(1);
  });

  it('of a call that died is taken over after its lease, and opens no second checkout', async () => {
    let dead = false;
    api.faults.before = () => dead && down();
    api.faults.after = (request) => {
      if (request !== 'POST /v1/checkout/sessions') return;
      dead = true;
      down();
    };
    expect(await buy(ORDER, 'k')).toMatchObject(DOWN);
    delete api.faults.before;
    delete api.faults.after;
    expect(await buy(ORDER, 'k')).toMatchObject(RUNNING);
    api.clock.advance(36_000);
    const answers = await Promise.all([buy(ORDER, 'k'), buy(ORDER, 'k'), buy(ORDER, 'k')]);
    expect(answers.some(({ status }) => status === 201)).toBe(true);
    expect(sessionsOf(user)).toHaveLength(1);
  });

  it.each(['', 'x'.repeat(256), 'ümlaut', 'a\tb'])('is refused as %j', async (key) => {
    expect((await buy(ORDER, key)).status).toBe(400);
  });

  it.each(['x'.repeat(255), '#%/..', '"quoted"', '__proto__'])('may be %j', async (key) => {
    expect((await buy(ORDER, key)).status).toBe(201);
    expect((await buy({ ...ORDER, amount: 6 }, key)).status).toBe(409);
  });
});

describe('the way back', () => {
  const FRONT = 'https://app.example.com';

  it.each([
    [FRONT, '', FRONT],
    [`${FRONT}/shop/`, '', `${FRONT}/shop/`],
    [FRONT, '/thanks', `${FRONT}/thanks`],
    [FRONT, 'thanks', `${FRONT}/thanks`],
    [`${FRONT}/shop`, '/thanks?a=b#c', `${FRONT}/shop/thanks?a=b#c`],
    [`${FRONT}/shop`, '?paid=1', `${FRONT}/shop/?paid=1`],
    [`${FRONT}/shop`, '/a/../b', `${FRONT}/shop/b`],
    [FRONT, '/@evil.example', `${FRONT}/@evil.example`],
    [FRONT, '/ünïcode', `${FRONT}/%C3%BCn%C3%AFcode`],
    ['http://127.0.0.1:3000', '/x', 'http://127.0.0.1:3000/x'],
  ])('from %s by %j is %s', (client, path, url) => {
    expect(returnUrl(client, path)).toBe(url);
  });

  it.each([
    '//evil.example',
    '///evil.example',
    'https://evil.example',
    'HTTPS:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '\\\\evil.example',
    '/\\evil.example',
    '/\tevil',
    ' //evil.example',
    '/ //evil',
    '/\u0000',
    '/\u200b',
    '/\ud800',
    '/../admin',
    '..',
    '/%2e%2e/admin',
    '/a/../../admin',
  ])('is never %j', async (path) => {
    expect(returnUrl(`${FRONT}/shop`, path)).toBeUndefined();
    expect(await buy({ amount: 5, return_path: path })).toMatchObject({ status: 400, data: null });
  });

  it('is at most 1,000 characters long', async () => {
    expect((await buy({ amount: 5, return_path: 'x'.repeat(1_000) })).status).toBe(201);
    expect((await buy({ amount: 5, return_path: 'x'.repeat(1_001) })).status).toBe(400);
  });
});
