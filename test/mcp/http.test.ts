import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { roots } from '../../functions/routes.ts';
import { toContext } from '../../lib/http/caller.ts';
import { endpoint } from '../../lib/http/endpoint.ts';
import { mcpEndpoint } from '../../lib/http/mcp.ts';
import { type Api, PRIVATE, PUBLIC, startApi, type User } from '../support/harness.ts';
import type { Call } from '../support/gateway.ts';

let api: Api;
let user: User;

beforeAll(async () => {
  api = await startApi({ corsOrigins: ['https://app.example.com'] });
});
beforeEach(async () => {
  api.clock.advance(2_000);
  user = await api.user();
  api.clock.advance(2_000);
});
afterAll(() => api.refuseLeaks());

const root = (method: string, path: string, auth?: string, body?: unknown, more: Partial<Call> = {}) =>
  api.call(method, path, auth, body, {
    isRoot: true,
    ...more,
    headers: { Accept: 'application/json, text/event-stream', ...more.headers },
  });
/** One message of the 2025 era. */
const ask = (method: string, params: object = {}, headers: Record<string, string> = {}, auth = user.key) =>
  root('POST', '/mcp', auth, { jsonrpc: '2.0', id: 1, method, params }, { headers });
const errorIn = (text: string) =>
  (JSON.parse(text.replace(/^[^{]*data: /, '')) as { error?: { code: number } }).error;

describe('who may call POST /mcp', () => {
  it.each([
    ['nobody', () => undefined],
    ['a forged token', () => `${user.key}x`],
    ['a password', () => 'Basic YTpi'],
  ])('%s may not, and is shown to the metadata of what protects it', async (_, auth) => {
    const refused = await root('POST', '/mcp', auth(), { jsonrpc: '2.0', id: 1, method: 'ping' });
    expect(refused).toMatchObject({
      status: 401,
      message: 'Authorization header or OTP is either missing, invalid or expired.',
    });
    const [, address = ''] =
      /^Bearer resource_metadata="(.*)"$/.exec(refused.headers['www-authenticate'] ?? '') ?? [];
    const { origin, pathname } = new URL(address);
    for (const path of [pathname, '/.well-known/oauth-protected-resource']) {
      const { status, text } = await root('GET', path, undefined, undefined, {
        headers: { Host: 'api.example.com' },
      });
      expect([status, JSON.parse(text)]).toEqual([
        200,
        { resource: `${origin}/mcp`, resource_name: 'Clara', bearer_methods_supported: ['header'] },
      ]);
    }
  });

  it.each([
    ['PUBLIC', PUBLIC],
    ['PRIVATE', PRIVATE],
  ])('the %s key may not', async (_, key) => {
    expect(await ask('tools/list', {}, {}, key)).toMatchObject({ status: 403 });
  });

  it('a reset key may not, from the moment the reset is answered', async () => {
    expect((await ask('ping')).status).toBe(200);
    const reset = await api.call('POST', `/users/${user.id}/api_key`, user.bearer);
    expect(reset.status).toBe(201);
    expect((await ask('ping')).status).toBe(401);
    expect((await ask('ping', {}, {}, `Bearer ${reset.data.token}`)).status).toBe(200);
  });

  it('nobody may more than ten times a second', async () => {
    const statuses = [];
    for (let i = 0; i < 11; i++) statuses.push((await ask('ping')).status);
    expect(statuses).toEqual([...Array<number>(10).fill(200), 429]);
  });

  it.each([
    ['https://evil.example.com', 403],
    ['null', 403],
    ['https://app.example.com', 200],
    ['http://localhost:6274', 200],
    ['http://127.0.0.1:3000', 200],
    ['https://[::1]:8443', 200],
    // Scheme and port belong to an origin.
    ['http://app.example.com', 403],
    ['https://app.example.com:8443', 403],
    ['https://app.example.com.evil.example', 403],
    ['https://localhost.evil.example', 403],
    ['http://localhost:6274/path', 403],
  ])('a page of %s: %i', async (Origin, status) => {
    expect((await ask('ping', {}, { Origin })).status).toBe(status);
  });
});

describe('what POST /mcp makes of', () => {
  it('an unknown method', async () => {
    const { status, text } = await ask('no/such');
    expect([status, errorIn(text)?.code]).toEqual([200, -32601]);
    expect(errorIn((await ask('subscriptions/listen')).text)?.code).toBe(-32601);
  });

  it('an unknown tool, and arguments that are none', async () => {
    expect(errorIn((await ask('tools/call', { name: 'user_delete' })).text)?.code).toBe(-32602);
    expect(errorIn((await ask('tools/call', { name: '__proto__' })).text)?.code).toBe(-32602);
    const { text } = await ask('tools/call', { name: 'user.view', arguments: 'all' });
    expect(errorIn(text)?.code).toBeLessThan(0);
  });

  it('headers that no HTTP client of its own could send', async () => {
    expect((await ask('ping', {}, { Host: 'a b', 'X-City': 'Łódź' })).status).toBe(200);
    expect((await ask('ping', {}, { 'Mcp-Method': 'Łódź' })).status).toBe(400);
  });

  it('a session: none was ever given out', async () => {
    const { status, text } = await ask('ping', {}, { 'Mcp-Session-Id': 'mine' });
    expect([status, errorIn(text)]).toEqual([404, { code: -32001, message: 'Session not found' }]);
  });

  it('a revision that there is not', async () => {
    const { status, text } = await ask('tools/list', {}, { 'Mcp-Protocol-Version': '1999-01-01' });
    expect([status, errorIn(text)?.code]).toEqual([400, expect.any(Number)]);
  });

  it.each([
    ['no JSON', '{"jsonrpc":', -32700],
    ['no message', '{}', expect.any(Number)],
    ['null', 'null', expect.any(Number)],
    ['deep nesting', '['.repeat(50_000), -32700],
    ['nothing', '', -32700],
  ])('%s', async (_, body, code) => {
    const { status, text } = await root('POST', '/mcp', user.key, body);
    expect([status, errorIn(text)?.code]).toEqual([400, code]);
  });

  it('two requests in one: each counts against the rate', async () => {
    const message = { jsonrpc: '2.0', id: 1, method: 'ping' };
    const { status, text } = await root('POST', '/mcp', user.key, [message, { ...message, id: 2 }]);
    expect([status, errorIn(text)?.code]).toEqual([400, -32600]);
  });

  it.each([
    '{"jsonrpc":"2.0"}',
    '{"jsonrpc":"2.0","id":1}',
    '{"jsonrpc":"2.0","id":1,"method":5}',
    '{"jsonrpc":"2.0","id":{},"method":"ping"}',
    '{"jsonrpc":"2.0","id":null,"method":"ping"}',
    '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    '{"id":1,"method":"ping"}',
    '"ping"',
    '1',
    'true',
    '[]',
    '[[]]',
    '[1]',
  ])('%s, which is not a request', async (body) => {
    const { status, text } = await root('POST', '/mcp', user.key, body);
    expect([status, errorIn(text)?.code]).toEqual([400, -32600]);
  });

  const request = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
  const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
  it.each<[string, string | undefined, unknown[], number]>([
    ['a request alone', undefined, [request], 200],
    ['a request alone', '2025-03-26', [request], 200],
    ['a request alone', '2025-06-18', [request], 400],
    ['a request alone', '2025-11-25', [request], 400],
    ['a request and what cancels it', undefined, [request, cancel], 400],
    ['what cancels a request, and the request', '2025-03-26', [cancel, request], 400],
    ['a notification', undefined, [cancel], 400],
    ['two requests', undefined, [request, { ...request, id: 2 }], 400],
  ])('a batch of %s, revision %s', async (_, revision, batch, expected) => {
    const named = revision === undefined ? {} : { 'Mcp-Protocol-Version': revision };
    const { status } = await api.call('POST', '/mcp', user.key, batch, { isRoot: true, headers: named });
    expect(status).toBe(expected);
  });

  it('a request that is not answered in time', async () => {
    const held = Promise.withResolvers<undefined>();
    api.faults.before = (asked) => (asked === 'GetItem' ? held.promise : undefined);
    const params = { name: 'user.view', arguments: {} };
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params };
    const asked = api.call('POST', '/mcp', user.key, message, { isRoot: true, remaining: () => 1_700 });
    const { status, text } = await asked;
    held.resolve(undefined);
    delete api.faults.before;
    expect([status, JSON.parse(text)]).toMatchObject([503, { id: 7, error: { code: -32603 } }]);
  });

  it('a message that is too large', async () => {
    const params = { name: 'agent.analysis', arguments: { text: 'x'.repeat(6_000_000) } };
    const { status, text } = await ask('tools/call', params);
    expect([status, errorIn(text)?.code]).toEqual([413, -32600]);
  });

  it.each([
    ['reach for prototypes', '{"__proto__":{"text":"x"},"constructor":1}'],
    ['nest deeply', `{"text":${'['.repeat(50_000)}${']'.repeat(50_000)}}`],
  ])('arguments that would %s', async (_, given) => {
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"agent.analysis","arguments":${given}}}`;
    const { status, text } = await root('POST', '/mcp', user.key, body);
    expect(status).toBe(200);
    expect(text).toContain('One or more required parameters');
  });
});

describe('a task that takes long', () => {
  it('is waited for by the call that began it, and by two calls of an account at a time', async () => {
    const patient = await api.user();
    let isOver = false;
    const remaining = () => (isOver ? 2_000 : 20_000);
    const begin = (id: number, more: object = {}) => {
      const params = { name: 'agent_analysis', arguments: { text: 'A claim.', ...more } };
      const message = { jsonrpc: '2.0', id, method: 'tools/call', params };
      return api.call('POST', '/mcp', patient.key, message, { isRoot: true, remaining });
    };
    const answered: number[] = [];
    const noted = async (id: number, more?: object) => {
      const { text } = await begin(id, more);
      answered.push(id);
      return text;
    };
    const started = () => api.messages.filter(({ user_id }) => user_id === patient.id).length;
    const waiting = [noted(1, { idempotency_key: 'mine' })];
    while (started() < 1) await new Promise((resolve) => setTimeout(resolve, 20));
    // The same call again is told how it stood, and does not wait.
    expect(await noted(2, { idempotency_key: 'mine' })).toContain('Analysis started successfully.');
    waiting.push(noted(3));
    while (started() < 2) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await noted(4)).toContain('It is still running: ask for it with task_view');
    expect(answered).toEqual([2, 4]);
    isOver = true;
    for (const text of await Promise.all(waiting)) expect(text).toContain('It is still running');
    // Their places are free again.
    isOver = false;
    const again = noted(5);
    while (started() < 4) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answered).not.toContain(5);
    isOver = true;
    await again;
  });
});

describe('an answer of POST /mcp', () => {
  const call = { name: 'user.view', arguments: null };
  const TYPES = { json: /^application\/json/, events: /^text\/event-stream/ };

  it.each<[accept: string | undefined, form: keyof typeof TYPES]>([
    [undefined, 'json'],
    ['', 'json'],
    ['*/*', 'json'],
    ['application/json', 'json'],
    ['application/json;q=0.9, text/html', 'json'],
    ['text/event-stream', 'events'],
    ['application/json, text/event-stream', 'events'],
  ])('to a client of 2025 that accepts %s comes as %s', async (accept, form) => {
    const message = { jsonrpc: '2.0', id: 7, method: 'tools/call', params: call };
    const { status, headers, text } = await api.call('POST', '/mcp', user.key, message, {
      isRoot: true,
      headers: accept === undefined ? {} : { Accept: accept },
    });
    expect([status, headers['content-type']]).toEqual([200, expect.stringMatching(TYPES[form])]);
    const json = form === 'json' ? text : text.replace(/^[^{]*data: /, '');
    expect(JSON.parse(json)).toMatchObject({
      id: 7,
      result: { isError: false, structuredContent: { data: { id: user.id } } },
    });
  });

  it('is refused to a client that accepts neither', async () => {
    expect((await ask('ping', {}, { Accept: 'text/html' })).status).toBe(406);
  });

  it('to a notification has no body, and no type', async () => {
    const message = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const { status, headers, text } = await root('POST', '/mcp', user.key, message);
    expect([status, text, headers['content-type']]).toEqual([202, '', undefined]);
  });
});

describe('where an OAuth client looks for an authorization server', () => {
  it.each([
    ['GET', '/.well-known/oauth-authorization-server'],
    ['GET', '/.well-known/oauth-authorization-server/mcp'],
    ['GET', '/.well-known/openid-configuration'],
    ['GET', '/mcp/.well-known/openid-configuration'],
    ['POST', '/register'],
    ['POST', '/token'],
    ['GET', '/authorize'],
  ])('%s %s says in OAuth’s words that there is none', async (method, path) => {
    const { status, headers, text } = await root(method, path);
    expect([status, headers['content-type']]).toEqual([404, 'application/json; charset=utf-8']);
    expect(JSON.parse(text)).toEqual({
      error: 'invalid_request',
      error_description: expect.stringContaining('Authorization: Bearer') as string,
    });
  });
});

describe('beside POST /mcp', () => {
  it.each(['GET', 'DELETE'])('%s has no use: there are no sessions', async (method) => {
    expect(await root(method, '/mcp', user.key)).toMatchObject({
      status: 405,
      headers: { allow: 'POST, OPTIONS' },
    });
  });

  it.each([
    ['GET', '/sse'],
    ['POST', '/messages'],
  ])('%s %s of the retired transport says where to go', async (method, path) => {
    expect(await root(method, path, user.key)).toMatchObject({
      status: 410,
      message: 'This address is retired. Connect to /mcp instead.',
    });
  });

  it('a page may ask what it may send', async () => {
    const { status, headers } = await root('OPTIONS', '/mcp', undefined, undefined, {
      headers: { Origin: 'https://app.example.com' },
    });
    expect([status, headers['access-control-allow-origin']]).toEqual([204, 'https://app.example.com']);
    expect(headers['access-control-allow-headers']).toContain('Mcp-Protocol-Version');
  });
});

describe('what nobody foresaw in a tool', () => {
  const WORDS = 'a dependency’s own words';

  it.each<[string, () => null]>([
    [
      'its endpoint throws',
      () => {
        throw new Error(WORDS);
      },
    ],
    ['its endpoint answers nothing that could be passed on', () => null],
  ])('%s: told in one sentence, and logged with the request’s id', async (_, run) => {
    const tool = endpoint({
      id: 'nothing.do',
      method: 'POST',
      path: '/nothing',
      summary: 'Do nothing.',
      callers: ['KEY'],
      output: null,
      status: 204,
      message: '',
      errors: [],
      uses: {},
      run,
    });
    const requestId = randomUUID();
    const caller = { kind: 'KEY', user_id: user.id, is_active: true, is_named: true, remaining: 9 } as const;
    const call = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool.id, arguments: {} } };
    const event = {
      path: '/mcp',
      httpMethod: 'POST',
      headers: { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json' },
      body: JSON.stringify(call),
      isBase64Encoded: false,
      requestContext: { requestId, identity: {}, authorizer: toContext(caller) },
    } as unknown as APIGatewayProxyEvent;
    const serve = mcpEndpoint({ route: roots.mcp, version: '0.0.0' }, [tool], api.live);
    const { statusCode, body } = await serve(event, { getRemainingTimeInMillis: () => 10_000 } as Context);
    const { result } = JSON.parse(body.replace(/^[^{]*data: /, '')) as { result: unknown };
    expect([statusCode, result]).toMatchObject([
      200,
      {
        isError: true,
        structuredContent: { data: null, message: 'Something went wrong.', status: 'error' },
      },
    ]);
    const lines = api.log
      .filter((line) => line.includes(requestId))
      .map((line) => JSON.parse(line) as object);
    expect(lines).toContainEqual(
      expect.objectContaining({ level: 'error', request_id: requestId, code: 'internal' }),
    );
    expect(body + api.log.join('\n')).not.toContain(WORDS);
  });
});
