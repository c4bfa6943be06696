import { jest } from '@jest/globals';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { clara, type Schema } from '../client/client.ts';
import { openapi } from '../functions/misc/openapi.ts';
import { ERRORS } from '../lib/http/errors.ts';
import type { OpenApi, Operation } from '../lib/http/openapi.ts';
import { PROFILES } from '../lib/profile.ts';
import { codesMailedTo } from './support/inbox.ts';
import { documentOf, holdToOpenApi, undeclared } from './support/openapi.ts';
import { declarationsOf } from './support/routes.ts';

const BASE = process.env.TEST_URL ?? '';
const ADDRESS = `${new URL(BASE).origin}/openapi.json`;
const PUBLIC = 'clara_public_local';
const document = documentOf('clara');

beforeAll(() => void jest.spyOn(console, 'info').mockImplementation(() => undefined));

const operationsOf = ({ paths }: OpenApi) =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );

describe.each(PROFILES)('the document of %s', (profile) => {
  const document = documentOf(profile);
  const operations = operationsOf(document);

  it.each(['spec', 'recommended-strict'] as const)(
    'is OpenAPI 3.1 without a flaw, by the rules "%s"',
    async (rules) => {
      expect(document.openapi).toMatch(/^3\.1\./);
      const config = await createConfig({ extends: [rules] });
      const flawsOf = async (source: object) =>
        (await lintFromString({ source: JSON.stringify(source), config, absoluteRef: 'openapi.json' })).map(
          ({ message, location }) => `${message} ${location[0]?.pointer ?? ''}`,
        );
      expect(await flawsOf(document)).toEqual([]);
      expect(
        await flawsOf({ ...document, paths: { '/a': { get: { responses: { 200: {} } } } } }),
      ).not.toEqual([]);
    },
  );

  it('has each endpoint, by its id', () => {
    expect(operations.map(([call, { operationId }]) => [operationId, call]).sort()).toEqual(
      declarationsOf(profile)
        .map(([, { id, method, path }]) => [id, `${method} ${path}`])
        .sort(),
    );
  });

  it.each(operations)('says of %s who may call, and with what it is refused', (_, operation) => {
    expect(operation).toMatchObject({
      summary: expect.stringMatching(/\w/) as string,
      description: expect.stringMatching(/^(For|Open) /) as string,
      tags: [expect.any(String)],
      security: expect.any(Array) as unknown[],
    });
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['429', '500', '503']));
  });

  it('quotes each failure with its status and the sentence of the contract', () => {
    const quoted = Object.values(document.components.responses).flatMap(({ content }) =>
      Object.entries(content?.['application/json'].examples ?? {}),
    );
    for (const [code, { value }] of quoted)
      expect([code, value]).toEqual([
        code,
        expect.objectContaining({ message: ERRORS[code as keyof typeof ERRORS][1], status: 'error' }),
      ]);
    if (profile !== 'clara') return;
    const never = ['route_not_found', 'method_not_allowed', 'gone'];
    expect([...new Set([...quoted.map(([code]) => code), ...never])].sort()).toEqual(
      Object.keys(ERRORS).sort(),
    );
  });
});

describe('GET /openapi.json', () => {
  it('gives the document to anyone, and to any origin', async () => {
    const answer = await fetch(ADDRESS, { headers: { Origin: 'https://elsewhere.example.com' } });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(document);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'cache-control': 'public, max-age=300',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
      'x-request-id': expect.any(String) as string,
    });
  });

  it('is not sent again while it has not changed', async () => {
    const etag = (await fetch(ADDRESS)).headers.get('etag') ?? '';
    const asked = (tag: string) => fetch(ADDRESS, { headers: { 'If-None-Match': tag } });
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const answer = await asked(known);
      expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag]);
    }
    for (const other of ['"other"', etag.slice(0, -2), '']) expect((await asked(other)).status).toBe(200);
  });

  it('answers HEAD without a body, a preflight, and refuses what would write', async () => {
    const head = await fetch(ADDRESS, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
    expect(head.headers.get('etag')).toBe((await fetch(ADDRESS)).headers.get('etag'));
    const preflight = await fetch(ADDRESS, { method: 'OPTIONS' });
    expect([preflight.status, preflight.headers.get('access-control-allow-methods')]).toEqual([
      204,
      'GET, HEAD',
    ]);
    const written = await fetch(ADDRESS, { method: 'PUT', body: '{}' });
    expect([written.status, written.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('leads to the API from behind any stage', () => {
    const [server] = document.servers as { url: string }[];
    const from = (address: string) => new URL(server?.url ?? '', address).href;
    expect(from(ADDRESS)).toBe(BASE);
    expect(from('https://abc.execute-api.eu-west-1.amazonaws.com/prod/openapi.json')).toBe(
      'https://abc.execute-api.eu-west-1.amazonaws.com/prod/api/v1',
    );
  });

  it('keeps to the configured origins', async () => {
    const settings = () =>
      ({ policy: { profile: 'clara' }, corsOrigins: ['https://app.example.com'] }) as never;
    const ask = (Origin: string) =>
      openapi({ settings })(
        { httpMethod: 'GET', headers: { Origin }, requestContext: { requestId: 'request-1' } } as never,
        { getRemainingTimeInMillis: () => 10_000 } as never,
      );
    const allowed = async (origin: string) => (await ask(origin)).headers['Access-Control-Allow-Origin'];
    expect(await allowed('https://app.example.com')).toBe('https://app.example.com');
    expect(await allowed('https://elsewhere.example.com')).not.toBe('https://elsewhere.example.com');
  });
});

it('the boilerplate’s document knows no API key and nothing that only Clara does', () => {
  const document = documentOf('boilerplate');
  const told = operationsOf(document).filter(([, { description }]) => /\bKEY\b/.test(String(description)));
  expect(told).toEqual([]);
  expect(Object.keys(document.components.securitySchemes)).toEqual([
    'basic',
    'user',
    'public',
    'private',
    'stripe',
  ]);
  const tags = (document.tags as { name: string }[]).map(({ name }) => name);
  expect(tags).toEqual(['auth', 'user', 'transaction', 'stripe', 'misc']);
  const ofClara = /api[_ ]key\b|\btasks?\b|\bagents?\b|\banalys[ei]s\b|\buploads?\b|\bMCP\b/gi;
  expect(JSON.stringify(document).match(ofClara)).toBeNull();
  expect(new Set(JSON.stringify(documentOf('clara')).match(ofClara)).size).toBeGreaterThan(5);
});

describe('what the tests are answered', () => {
  const version = { data: { version: '1' }, message: 'Version check successful.', status: 'success' };
  const headers = { 'content-type': 'application/json; charset=utf-8', 'x-request-id': 'request-1' };
  const found = (answer: object, more: object = {}, status = 200, path = '/version') => {
    holdToOpenApi('clara', 'GET', path, {
      status,
      headers: { ...headers, ...more },
      text: JSON.stringify(answer),
    });
    return undeclared.splice(0).join('\n');
  };

  it('is held to the document, to the last field', () => {
    expect(found(version)).toBe('');
    expect(found({ ...version, data: {} })).toMatch(/version/);
    expect(found({ ...version, data: { version: 1 } })).toMatch(/must be string/);
    expect(found({ ...version, data: { version: '1', more: 1 } })).toMatch(/additional properties/);
    expect(found({ ...version, more: 1 })).toMatch(/additional properties/);
    expect(found({ ...version, message: 'Something else.' })).toMatch(/message/);
    expect(found(version, { 'content-type': 'text/html' })).toMatch(/JSON/);
    expect(found(version, { 'x-request-id': undefined })).toMatch(/x-request-id is missing/);
    expect(found(version, { 'retry-after': '1' })).toMatch(/retry-after is not declared/);
    expect(found(version, {}, 201)).toMatch(/201: the status is not declared/);
    expect(found(version, {}, 200, '/unknown')).toMatch(/no such operation/);
  });
});

describe('the client', () => {
  it('registers, activates, reads its key and its credits, and is refused in words it knows', async () => {
    const email = `client-${process.pid}-${Date.now()}@example.com`;
    const password = 'a long enough secret';
    const names = { first_name: 'Ada', last_name: 'Lovelace' };
    const front = clara({ baseUrl: BASE, credentials: { key: PUBLIC } });

    const registered = await front.POST('/auth/register', { body: { ...names, email, password } });
    expect(registered.response.status).toBe(201);
    const by = { path: { user_email: email } };
    const { error } = await front.POST('/users/{user_email}/activate', { params: by, body: { code: '12' } });
    expect(error).toEqual({ data: null, message: ERRORS.invalid_request[1], status: 'error' });
    const code = (await codesMailedTo(email)).at(-1) ?? '';
    await front.POST('/users/{user_email}/activate', { params: by, body: { code } });

    const basic = clara({ baseUrl: BASE, credentials: { basic: { email, password } } });
    const { data: session } = await basic.POST('/auth/session');
    const user: Schema<'UserWithToken'> | undefined = session?.data;
    expect(user).toMatchObject({ ...names, email, is_active: true, credits: 100 });

    const path = { user_id: user?.id ?? '' };
    const own = clara({ baseUrl: BASE, credentials: { bearer: user?.token ?? '' } });
    const { data: key } = await own.GET('/users/{user_id}/api_key', { params: { path } });
    const machine = clara({ baseUrl: BASE, credentials: { bearer: key?.data.token ?? '' } });
    const query = { limit: 10, offset: 0 };
    const { data: ledger } = await machine.GET('/users/{user_id}/transactions', { params: { path, query } });
    expect(ledger?.data).toMatchObject([{ type: 'CREDIT', value_in_credits: 100, balance_after: 100 }]);

    expect((await own.DELETE('/auth/session')).response.status).toBe(204);
    const after = await own.GET('/users/{user_id}', { params: { path } });
    expect([after.response.status, after.error?.message]).toEqual([401, ERRORS.unauthorized[1]]);
  });

  it('sends and reads text that is not Latin', async () => {
    const sent: (string | null)[] = [];
    const fetch = (request: Request) => {
      sent.push(request.headers.get('authorization'));
      return Promise.resolve(Response.json({}));
    };
    const basic = { email: 'ada@example.com', password: 'пароль: 🔑' };
    await clara({ baseUrl: BASE, credentials: { basic }, fetch }).POST('/auth/session');
    expect(Buffer.from(sent[0]?.replace('Basic ', '') ?? '', 'base64').toString()).toBe(
      `${basic.email}:${basic.password}`,
    );
  });
});
