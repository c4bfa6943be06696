import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { codesMailedTo } from './support/inbox.ts';

const BASE = process.env.TEST_URL ?? '';
const PUBLIC = 'clara_public_local';
const PRIVATE = 'clara_private_local';
const PASSWORD = 'a rather long: secret';
const NOBODY = `user_${'0'.repeat(32)}`;
const secrets = new Set<string>([PUBLIC, PRIVATE, PASSWORD]);
let people = 0;

interface Answer {
  status: number;
  headers: Headers;
  text: string;
  message: string;
  data: Record<string, string>;
}

/** Every answer, whatever it is about, is held to what all have in common. */
async function call(
  method: string,
  path: string,
  auth?: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(BASE + path, {
    method,
    headers: {
      ...(auth !== undefined && { Authorization: auth }),
      ...(body !== undefined && { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body !== undefined && {
      body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
    }),
  });
  const text = await response.text();
  const common = {
    type: response.headers.get('content-type'),
    cache: response.headers.get('cache-control'),
    origin: response.headers.get('access-control-allow-origin'),
  };
  expect(common).toEqual({ type: 'application/json; charset=utf-8', cache: 'no-store', origin: '*' });
  expect(response.headers.get('x-request-id')).toMatch(/^[\w-]{10,}$/);
  const envelope = (text ? JSON.parse(text) : {}) as Pick<Answer, 'message' | 'data'> & { status?: string };
  if (response.status >= 400) {
    expect(envelope.status).toBe('error');
    expect(response.headers.get('x-error-code')).toMatch(/^[a-z_0-9]+$/);
  }
  for (const [token] of text.matchAll(/clara_(?:user|api)_[\w.-]+/g)) secrets.add(token);
  return {
    status: response.status,
    headers: response.headers,
    text,
    message: envelope.message,
    data: envelope.data,
  };
}

const basic = (email: string, password = PASSWORD) =>
  `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;
const newEmail = () => {
  const email = `http-${process.pid}-${Date.now()}-${people++}@example.com`;
  secrets.add(email);
  return email;
};
const register = (email: string, more: object = {}) =>
  call('POST', '/auth/register', PUBLIC, {
    first_name: 'Ada',
    last_name: 'Lovelace',
    email,
    password: PASSWORD,
    ...more,
  });

async function codeFor(email: string): Promise<string> {
  const code = (await codesMailedTo(email)).at(-1) ?? '';
  secrets.add(code);
  return code;
}

async function user() {
  const email = newEmail();
  const { data } = await register(email);
  await call('POST', `/users/${email}/activate`, PUBLIC, { code: await codeFor(email) });
  const bearer = `Bearer ${data.token}`;
  const { data: key } = await call('GET', `/users/${data.id}/api_key`, bearer);
  return { email, id: data.id ?? '', bearer, key: `Bearer ${key.token}` };
}

describe('over HTTP', () => {
  it('a newcomer gets from nothing to a reset key, and out again', async () => {
    const { email, id, bearer, key } = await user();
    const login = await call('POST', '/auth/session', basic(email));
    expect(login).toMatchObject({ status: 200, message: 'User logged in successfully.' });
    expect((await call('GET', `/users/${id}`, key)).data).toMatchObject({
      email,
      credits: 100,
      is_active: true,
    });
    const reset = await call('POST', `/users/${id}/api_key`, bearer);
    expect(reset.status).toBe(201);
    expect((await call('GET', `/users/${id}`, key)).status).toBe(401);
    expect((await call('GET', `/users/${id}`, `Bearer ${reset.data.token}`)).status).toBe(200);
    expect((await call('GET', `/users/${id}/transactions?limit=5&offset=0`, bearer)).data).toHaveLength(1);
    const logout = await call('DELETE', '/auth/session', bearer);
    expect([logout.status, logout.text]).toEqual([204, '']);
    expect((await call('GET', `/users/${id}`, bearer)).status).toBe(401);
    expect((await call('GET', `/users/${id}`, `Bearer ${login.data.token}`)).status).toBe(200);
  });

  it('what anybody may read answers HEAD as GET', async () => {
    const { origin } = new URL(BASE);
    const paths = [`${BASE}/health`, `${BASE}/version`, `${origin}/openapi.json`, `${origin}/docs`];
    for (const url of [...paths, `${origin}/.well-known/oauth-protected-resource/mcp`, `${origin}/console`]) {
      const [get, head] = [await fetch(url), await fetch(url, { method: 'HEAD' })];
      const read = ({ status, headers }: Response) => [
        url,
        status,
        headers.get('content-type'),
        headers.get('cache-control'),
        headers.get('etag'),
      ];
      expect(read(head)).toEqual(read(get));
      expect([head.status, await head.text()]).toEqual([200, '']);
      await get.body?.cancel();
    }
  });

  it.each([
    ['a missing token', 'GET', () => `/users/${NOBODY}`, undefined, /^Bearer/],
    ['no password', 'POST', () => '/auth/session', undefined, /^Basic realm="/],
    ['a wrong password', 'POST', () => '/auth/session', basic('nobody@example.com'), /^Basic realm="/],
    ['a signature that is missing', 'POST', () => '/stripe/settle', undefined, /./],
  ])('a 401 for %s says how to authenticate', async (_, method, path, auth, challenge) => {
    const { status, headers } = await call(method, path(), auth);
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringMatching(challenge)]);
  });

  it('an e-mail with a percent sign in it is taken in a path as it is encoded', async () => {
    for (const [i, local] of ['fifty%25off', '100%', '%41%zz', 'a%2525b'].entries()) {
      const email = `${local}.${process.pid}.${Date.now()}${i}@example.com`;
      secrets.add(email);
      expect((await register(email)).status).toBe(201);
      const code = await codeFor(email);
      const activated = await call('POST', `/users/${encodeURIComponent(email)}/activate`, PUBLIC, { code });
      expect([email, activated.status]).toEqual([email, 200]);
    }
  });

  it('health and version answer anybody', async () => {
    expect(await call('GET', '/health')).toMatchObject({
      status: 200,
      message: 'Health check successful.',
      data: { service: 'clara', status: 'healthy' },
    });
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await call('GET', '/version')).toMatchObject({
      status: 200,
      message: 'Version check successful.',
      data: { version },
    });
  });
});

describe('each row of the error table, over HTTP', () => {
  const INVALID = 'One or more required parameters are either not given or have invalid schema.';
  const UNAUTHORIZED = 'Authorization header or OTP is either missing, invalid or expired.';
  const limited = async () => {
    const { id, key } = await user();
    const answers = await Promise.all(Array.from({ length: 30 }, () => call('GET', `/users/${id}`, key)));
    return answers.find(({ status }) => status === 429);
  };
  const secondFactor = async () => {
    const { email, id, bearer } = await user();
    await call('POST', `/users/${email}/otp/TWO_FACTOR_AUTH`, PUBLIC);
    await call('POST', `/users/${id}/2fa`, bearer, { code: await codeFor(email) });
    return call('POST', '/auth/session', basic(email));
  };

  it.each<[number, string, string, () => Promise<Partial<Answer> | undefined>, unknown?]>([
    [400, 'no body', 'Request body is empty.', () => call('POST', '/auth/register', PUBLIC)],
    [400, 'an empty object', 'Request body is empty.', () => call('POST', '/auth/register', PUBLIC, {})],
    [
      400,
      'another content type',
      'Request body is empty.',
      () => call('POST', '/auth/register', PUBLIC, '{"a":1}', { 'Content-Type': 'text/plain' }),
    ],
    [
      400,
      'a content type that is none',
      'Request body is empty.',
      () => call('POST', '/auth/register', PUBLIC, '{"a":1}', { 'Content-Type': 'garbage' }),
    ],
    [400, 'a missing field', INVALID, () => register(newEmail(), { last_name: undefined })],
    [400, 'an unknown field', INVALID, () => register(newEmail(), { is_active: true })],
    [400, 'broken JSON', INVALID, () => call('POST', '/auth/register', PUBLIC, '{"a"')],
    [
      400,
      'a bad query',
      INVALID,
      () => call('GET', `/users/${NOBODY}/transactions?limit=1&limit=2&offset=0`, PRIVATE),
    ],
    [400, 'a bad code type', INVALID, () => call('POST', '/users/a@example.com/otp/NONE', PUBLIC)],
    [
      400,
      'a taken e-mail',
      'User with the given identifier already exists.',
      async () => register((await user()).email),
    ],
    [401, 'no credentials', UNAUTHORIZED, () => call('GET', `/users/${NOBODY}`)],
    [401, 'a forged token', UNAUTHORIZED, () => call('GET', `/users/${NOBODY}`, 'Bearer clara_api_a.b.c')],
    [
      401,
      'a wrong password',
      UNAUTHORIZED,
      async () => call('POST', '/auth/session', basic((await user()).email, 'not the password')),
    ],
    [
      401,
      'a wrong code',
      UNAUTHORIZED,
      async () => call('POST', `/users/${(await user()).email}/activate`, PUBLIC, { code: '000000' }),
    ],
    [401, 'a missing second factor', UNAUTHORIZED, secondFactor, { is_2fa_enabled: true }],
    [
      401,
      'an inactive account',
      'Please activate your account to access the requested resource.',
      async () => {
        const { data } = await register(newEmail());
        return call('GET', `/users/${data.id}/api_key`, `Bearer ${data.token}`);
      },
    ],
    [
      403,
      'another user’s path',
      'You do not have access to the requested resource.',
      async () => call('GET', `/users/${NOBODY}`, (await user()).key),
    ],
    [
      403,
      'a kind of caller that the route does not take',
      'You do not have access to the requested resource.',
      () => call('DELETE', '/auth/session', PUBLIC),
    ],
    [
      404,
      'an unknown user',
      'User with the given identifier does not exist.',
      () => call('GET', `/users/${NOBODY}`, PRIVATE),
    ],
    [
      404,
      'an unknown e-mail',
      'User with the given identifier does not exist.',
      () => call('POST', '/users/nobody@example.com/otp/ACTIVATION', PUBLIC),
    ],
    [
      404,
      'an unknown transaction',
      'Transaction with the given identifier does not exist.',
      async () => {
        const { id, key } = await user();
        return call('GET', `/users/${id}/transactions/transaction_${'0'.repeat(32)}`, key);
      },
    ],
    [404, 'an unknown path', 'The requested route does not exist.', () => call('GET', '/nope')],
    [
      405,
      'another method',
      'The requested method is not allowed for this route.',
      () => call('PUT', '/health'),
    ],
    [
      413,
      'a body over the function’s limit',
      'The request is too large.',
      () => call('POST', '/auth/register', PUBLIC, { a: 'x'.repeat(70_000) }),
    ],
    [
      413,
      'a body over the gateway’s limit',
      'The request is too large.',
      () => call('POST', '/auth/register', PUBLIC, { a: 'x'.repeat(11_000_000) }),
    ],
    [429, 'calls above the rate', 'You have exceeded the rate limit.', limited],
  ])('%i for %s', async (status, _, message, given, data = null) => {
    expect(await given()).toMatchObject({ status, message, data });
  });

  it('429 says when to come back, 405 what is allowed', async () => {
    expect((await limited())?.headers.get('retry-after')).toBe('1');
    expect((await call('PUT', '/auth/session')).headers.get('allow')).toBe('POST, DELETE, OPTIONS');
  });
});

describe('a hostile caller', () => {
  it('is never answered with a 5xx, whatever it registers with', async () => {
    const odd = [
      '',
      ' ',
      '\u0000',
      '\ud800',
      '\ufffd',
      '🔑'.repeat(3_000),
      7,
      null,
      [],
      {},
      true,
      'a'.repeat(10_240),
    ];
    for (const field of ['first_name', 'last_name', 'email', 'password'])
      for (const value of odd) {
        // A stranger's body has at most 4 KB.
        const isLong = typeof value === 'string' && Buffer.byteLength(value) > 4_096;
        expect((await register(newEmail(), { [field]: value })).status).toBe(isLong ? 413 : 400);
      }
    for (const body of [
      '[]',
      '"x"',
      'null',
      '1e999',
      '{"__proto__":{"a":1}}',
      '{"constructor":1}',
      '\ufeff{}',
    ])
      expect((await call('POST', '/auth/register', PUBLIC, body)).status).toBe(400);
    const broken = Buffer.concat([
      Buffer.from('{"first_name":"'),
      Buffer.from([0xff, 0xc0]),
      Buffer.from('"}'),
    ]);
    expect((await call('POST', '/auth/register', PUBLIC, broken)).status).toBe(400);
  });

  it('cannot speak for the authorizer', async () => {
    for (const header of ['sls-offline-authorizer-override', 'SLS-Offline-Authorizer-Override']) {
      const pretend = { [header]: JSON.stringify({ kind: 'PRIVATE', user_id: NOBODY }) };
      expect((await call('GET', `/users/${NOBODY}`, 'x', undefined, pretend)).status).toBe(401);
      expect((await call('GET', `/users/${NOBODY}`, undefined, undefined, pretend)).status).toBe(401);
    }
  });

  /** What fetch refuses to send. @returns the status line's code */
  const raw = (head: string, body = '') =>
    new Promise<number>((resolve, reject) => {
      const { hostname, port, pathname } = new URL(BASE);
      const socket = connect(Number(port), hostname, () => {
        socket.write(`${head.replaceAll('/api', pathname)}\r\nHost: x\r\nConnection: close\r\n\r\n${body}`);
      });
      let text = '';
      socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
      socket.on('error', reject);
      socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1])));
    });

  it.each<[string, string, number]>([
    [
      'two Authorization headers',
      `GET /api/users/x HTTP/1.1\r\nAuthorization: ${PRIVATE}\r\nAuthorization: ${PRIVATE}`,
      401,
    ],
    [
      'an endless Authorization header',
      `GET /api/users/x HTTP/1.1\r\nAuthorization: Bearer ${'a'.repeat(12_000)}`,
      401,
    ],
    ['Bearer alone', 'GET /api/users/x HTTP/1.1\r\nAuthorization: Bearer', 401],
    ['a path that is not encoded right', `GET /api/users/%zz HTTP/1.1\r\nAuthorization: ${PRIVATE}`, 400],
    ['a NUL in the path', `GET /api/users/%00 HTTP/1.1\r\nAuthorization: ${PRIVATE}`, 404],
    [
      'a query that is not UTF-8',
      `GET /api/users/${NOBODY}/transactions?limit=%ff&offset=0 HTTP/1.1\r\nAuthorization: ${PRIVATE}`,
      400,
    ],
    ['a cookie that is none', 'GET /api/health HTTP/1.1\r\nCookie: =;;', 200],
    ['TRACE', 'TRACE /api/health HTTP/1.1', 405],
  ])('with %s gets %#', async (_, head, status) => {
    expect(await raw(head)).toBe(status);
  });

  it('may send its body in chunks, and is held to the same', async () => {
    const head = `POST /api/auth/register HTTP/1.1\r\nAuthorization: ${PUBLIC}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked`;
    expect(await raw(head, '7\r\n{"a":1}\r\n0\r\n\r\n')).toBe(400);
  });
});

describe('a browser', () => {
  it('is told before its call what it may send', async () => {
    const response = await fetch(`${BASE}/auth/session`, {
      method: 'OPTIONS',
      headers: { Origin: 'https://a.example' },
    });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-methods')).toBe('POST, DELETE');
    expect(response.headers.get('access-control-allow-headers')).toContain('Authorization');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('the log', () => {
  it('holds none of what these calls were about', async () => {
    const { email, id } = await user();
    await call('GET', `/users/${id}`, PRIVATE);
    const text = readFileSync(process.env.TEST_LOG ?? '', 'utf8');
    expect(text).toContain(id);
    expect(secrets).toContain(email);
    expect([...secrets].filter((secret) => secret && text.includes(secret))).toEqual([]);
  });
});
