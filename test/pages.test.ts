import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { pages } from '../functions/routes.ts';
import { page, served } from '../lib/http/page.ts';
import type { Runtime } from '../lib/http/context.ts';

const ORIGIN = new URL(process.env.TEST_URL ?? '').origin;
const get = (path: string, init: RequestInit = {}) => fetch(ORIGIN + path, { redirect: 'manual', ...init });

describe.each(Object.values(pages).map(({ path }) => path))('%s', (path) => {
  const links = async () => [...(await (await get(path)).text()).matchAll(/(?:src|href)="([^":]+)"/g)];

  it('is a page under a strict policy, and asked for again each time', async () => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const policy = answer.headers.get('content-security-policy')?.split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy?.join()).not.toMatch(/unsafe|\*|wasm/);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000; includeSubDomains',
    });
    expect(await answer.text()).not.toMatch(/<script(?![^>]* src=)|<style|\sstyle=|\son\w+=/);
  });

  it('links to what is kept for ever, from below its own address', async () => {
    const found = await links();
    expect(found.length).toBeGreaterThanOrEqual(2);
    for (const [, link = ''] of found) {
      expect(link).toMatch(new RegExp(`^${path.slice(1)}/[\\w.-]+-[A-Z0-9]{8}\\.(css|js)$`));
      const { pathname } = new URL(link, ORIGIN + path);
      const answer = await get(pathname);
      expect(Object.fromEntries(answer.headers)).toMatchObject({
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'content-type': link.endsWith('.css') ? 'text/css; charset=utf-8' : 'text/javascript; charset=utf-8',
      });
    }
  });

  it('is not sent again while it has not changed', async () => {
    for (const name of ['', '/settings.json']) {
      const etag = (await get(path + name)).headers.get('etag') ?? '';
      const ask = (tag: string) => get(path + name, { headers: { 'If-None-Match': tag } });
      for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
        const answer = await ask(known);
        expect([answer.status, await answer.text(), answer.headers.get('etag')]).toEqual([304, '', etag]);
      }
      for (const other of ['"other"', etag.slice(0, -2), '']) expect((await ask(other)).status).toBe(200);
    }
  });

  it('answers HEAD without a body and refuses what would write', async () => {
    const head = await get(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(head.headers.get('etag')).toBe((await get(path)).headers.get('etag'));
    for (const method of ['POST', 'PUT', 'DELETE']) {
      const refused = await get(path, { method });
      expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET, HEAD, OPTIONS']);
    }
  });

  it.each([
    '/index.html',
    '/nothing.js',
    '/__proto__',
    '/..%2Findex.html',
    '/..%2F..%2Ffunctions%2Fauthorizer.mjs',
    '/%2e%2e%2f%2e%2e%2fpackage.json',
    '/%2Fetc%2Fpasswd',
    '/main.js%00.html',
    '/..%5C..%5Cpackage.json',
    '/settings.json%2F..%2Findex.html',
  ])('has no file %s', async (file) => {
    const answer = await get(path + file);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      data: null,
      message: 'The requested route does not exist.',
      status: 'error',
    });
  });

  it('leads back from an address at which its links would lead nowhere', async () => {
    const answer = await get(`${path}/`);
    expect([answer.status, answer.headers.get('location')]).toEqual([308, `..${path}`]);
  });
});

describe('the function of a page', () => {
  const live: Runtime = { settings: () => ({ policy: {}, corsOrigins: ['*'] }) as never };
  const definition = page({
    id: 'page.test',
    path: '/test',
    summary: '',
    uses: {},
    connect: () => ['https://files.example.com'],
    settings: () => ({ a: 1 }),
  });
  const eventOf = (path: string, file?: string) =>
    ({
      path,
      httpMethod: 'GET',
      headers: {},
      pathParameters: file === undefined ? null : { file },
      requestContext: { requestId: 'request-1', path: `/prod${path}` },
    }) as unknown as APIGatewayProxyEvent;
  let root: string;
  beforeAll(() => (root = mkdtempSync(join(tmpdir(), 'clara-page-'))));
  afterAll(() => rmSync(root, { recursive: true }));
  const folderOf = (name: string) => pathToFileURL(`${join(root, name)}/`);
  const asked = async (handler: ReturnType<typeof served>, path: string, file?: string) =>
    handler(eventOf(path, file), { getRemainingTimeInMillis: () => 10_000 } as Context);

  it('has nothing but its settings where none was built', async () => {
    const handler = served(definition, folderOf('later'), live);
    expect(await asked(handler, '/test')).toMatchObject({ statusCode: 404 });
    expect(await asked(handler, '/test', 'settings.json')).toMatchObject({
      statusCode: 200,
      body: '{"a":1}',
    });
  });

  it('leads from the slash back to the page, behind whatever stage', async () => {
    const handler = served(definition, folderOf('none'), live);
    const { statusCode, headers } = await asked(handler, '/test/');
    expect(statusCode).toBe(308);
    const { href } = new URL(String(headers.Location), 'https://api.example.com/prod/test/');
    expect(href).toBe('https://api.example.com/prod/test');
  });

  it('lets its script call its own origin and those that are named, and no other', async () => {
    mkdirSync(join(root, 'built'));
    writeFileSync(join(root, 'built', 'index.html'), '<p>Hello.</p>');
    const { body, headers } = await asked(served(definition, folderOf('built'), live), '/test');
    expect(body).toBe('<p>Hello.</p>');
    expect(headers['Content-Security-Policy']).toContain("; connect-src 'self' https://files.example.com; ");
  });
});
