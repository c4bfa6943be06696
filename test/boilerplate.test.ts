import { pages, roots } from '../functions/routes.ts';
import { keyringOf, signKeyToken } from '../lib/domain/tokens.ts';
import { LOCAL_SECRETS, portsFrom } from '../local/stack/stack.ts';
import { NOBODY } from './support/harness.ts';
import { codesMailedTo, mailsTo } from './support/inbox.ts';
import { ready, start, type Start, until } from './support/npm-start.ts';
import { freeBlock } from './support/ports.ts';
import { documentOf, holdToOpenApi } from './support/openapi.ts';
import { declarations, declarationsOf, filled } from './support/routes.ts';

const { PUBLIC_API_KEY: PUBLIC, PRIVATE_API_KEY: PRIVATE, SIGNING_SECRETS } = LOCAL_SECRETS;
const NAME = 'Søren & Co.';
const PASSWORD = 'a rather long: secret';

let stack: Start;
let origin: string;
beforeAll(async () => {
  stack = start(await freeBlock(), [], { PROFILE: 'boilerplate', PRODUCT_NAME: NAME });
  origin = `http://127.0.0.1:${stack.port}`;
  await ready(stack);
}, 200_000);

interface Reply {
  status: number;
  code: string | null;
  /** typed for the ids and tokens that the tests read from it; the rest is for matchers */
  data: Record<string, string>;
  message: string;
}

/** Calls the running boilerplate, and holds what it answers to its OpenAPI document. */
async function call(method: string, path: string, Authorization?: string, body?: object): Promise<Reply> {
  const response = await fetch(`${origin}/api/v1${path}`, {
    method,
    headers: { ...(Authorization && { Authorization }), ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const { status, headers } = response;
  holdToOpenApi('boilerplate', method, path, { status, headers: Object.fromEntries(headers), text });
  const { data, message } = JSON.parse(text || '{}') as Pick<Reply, 'data' | 'message'>;
  return { status, code: headers.get('x-error-code'), data, message };
}

describe('PROFILE=boilerplate npm start', () => {
  const own = declarationsOf('boilerplate').map(([, route]) => route);
  const ids = new Set(own.map(({ id }) => id));
  const claras = declarations.map(([, route]) => route).filter(({ id }) => !ids.has(id));

  it('starts no part that only Clara needs, and speaks of none', () => {
    expect(stack.output()).toMatch(/^database .*\nmail .*\nstripe /m);
    expect(stack.output()).not.toMatch(/^(files|queue) |console|docs/m);
  });

  it('has the calls of the boilerplate, and what we added to accounts', () => {
    const documented = [
      ...['auth.register', 'auth.google', 'auth.login', 'auth.logout'],
      ...['user.change_password', 'user.send_code', 'user.activate', 'user.enable_2fa', 'user.disable_2fa'],
      ...['user.view', 'user.update', 'user.view_all', 'user.erase', 'user.update_credits'],
      ...['transaction.view_all', 'transaction.view', 'stripe.rate', 'stripe.portal', 'stripe.buy'],
      ...['stripe.settle', 'misc.health', 'misc.version'],
    ];
    const added = ['user.view_2fa', 'user.begin_totp', 'user.audit', 'user.export'];
    added.push('user.view_sessions', 'user.end_sessions', 'user.end_session');
    added.push('user.unlink_google', 'user.update_active');
    expect([...ids].sort()).toEqual([...documented, ...added].sort());
  });

  it.each(own.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'has %s',
    async (_, route) => {
      const { code } = await call(route.method, filled(route.path));
      expect(['route_not_found', 'method_not_allowed']).not.toContain(code);
    },
  );

  it.each(claras.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'does not have %s',
    async (_, route) => {
      for (const auth of [undefined, PRIVATE])
        expect(await call(route.method, filled(route.path), auth)).toMatchObject({
          status: 404,
          code: 'route_not_found',
          message: 'The requested route does not exist.',
          data: null,
        });
    },
  );

  it('has none of Clara’s pages and no MCP server, nor what was one', async () => {
    const paths = [
      ...Object.values(pages).flatMap(({ path }) => [path, `${path}/`, `${path}/settings.json`]),
      ...Object.values(roots).flatMap(({ path, ...root }) => [path, 'alsoAt' in root ? root.alsoAt : path]),
      ...['/sse', '/messages'],
    ];
    for (const path of paths)
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const { status, headers } = await fetch(origin + path, { method, redirect: 'manual' });
        expect([path, method, status, headers.get('x-error-code')]).toEqual([
          path,
          method,
          404,
          'route_not_found',
        ]);
      }
  });

  it('gives its own OpenAPI document, and names none of an MCP server where it refuses', async () => {
    expect(await (await fetch(`${origin}/openapi.json`)).json()).toEqual(documentOf('boilerplate'));
    const refused = await fetch(`${origin}/api/v1/users/${NOBODY}`);
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('takes a person from registering to paid credits, and an operator’s calls, but no API key', async () => {
    const email = 'ada@example.com';
    const names = { first_name: 'Ada', last_name: 'Lovelace' };
    expect(
      await call('POST', '/auth/register', PUBLIC, { ...names, email, password: PASSWORD }),
    ).toMatchObject({
      status: 201,
      message: 'User registered successfully.',
    });
    const inbox = `http://127.0.0.1:${portsFrom(stack.port).mail}`;
    const [code] = await codesMailedTo(email, inbox);
    expect((await mailsTo(email, inbox))[0]?.subject).toBe(`Welcome to ${NAME}: your activation code`);
    expect((await call('POST', `/users/${email}/activate`, PUBLIC, { code })).status).toBe(200);
    const basic = `Basic ${Buffer.from(`${email}:${PASSWORD}`).toString('base64')}`;
    const { data: user } = await call('POST', '/auth/session', basic);
    const session = `Bearer ${user.token}`;
    const id = user.id ?? '';
    expect((await call('GET', `/users/${id}`, session)).data).toMatchObject({ ...names, credits: 100 });

    // What Clara would take: the account's first key, signed by the very secret.
    const key = { user_id: id, key_id: `api_key_${'0'.repeat(32)}`, key_version: 1 };
    const token = signKeyToken(keyringOf([SIGNING_SECRETS]), key, Date.now());
    expect((await call('GET', `/users/${id}`, `Bearer ${token}`)).status).toBe(401);

    const { data: checkout } = await call('POST', '/stripe/buy', session, { amount: 5, return_path: '' });
    const paid = await fetch(checkout.url ?? '', {
      method: 'POST',
      body: new URLSearchParams({ action: 'pay' }),
      redirect: 'manual',
    });
    expect(paid.status).toBeLessThan(400);
    const ledger = () => call('GET', `/users/${id}/transactions?limit=10&offset=0`, session);
    await until('the payment is booked', async () => Object.keys((await ledger()).data).length === 2);
    expect((await ledger()).data).toMatchObject([
      { description: 'User bought 500 credits for $5.', balance_after: 600 },
      { description: 'Free credits on signup.', balance_after: 100 },
    ]);

    expect((await call('GET', '/users?limit=10&offset=0', session)).status).toBe(403);
    expect((await call('GET', '/users?limit=10&offset=0', PRIVATE)).data).toMatchObject([
      { id, credits: 600 },
    ]);
    expect(await call('PUT', `/users/${id}/credits`, PRIVATE, { credits: 10 })).toMatchObject({
      status: 200,
    });
    expect((await ledger()).data).toMatchObject([
      { description: 'Admin updated credits from 600.0 to 10.0.', type: 'DEBIT', value_in_credits: 590 },
      {},
      {},
    ]);
    expect((await call('DELETE', `/users/${id}`, PRIVATE)).status).toBe(204);
    expect((await call('GET', `/users/${id}`, session)).status).toBe(401);
    expect((await call('GET', `/users/${id}`, PRIVATE)).status).toBe(404);
    expect((await call('GET', '/users?limit=10&offset=0', PRIVATE)).data).toEqual([]);
  });
});

it('says in one sentence that there is no such profile', async () => {
  const refused = start(await freeBlock(), [], { PROFILE: 'lite' });
  expect(await refused.exit).toBe(1);
  expect(refused.output().trim()).toBe('PROFILE is clara or boilerplate, not "lite".');
});
