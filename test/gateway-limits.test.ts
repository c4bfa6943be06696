import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startGateway } from '../local/stack/gateway.ts';
import { freeBlock } from './support/ports.ts';

/** What the function behind the gateway answers. */
let body = '';
let functions: Server;
let gateway: Server;
let url: string;

beforeAll(async () => {
  functions = createServer((_, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Request-Id': 'r' }).end(body);
  });
  await new Promise<void>((resolve) => functions.listen(0, '127.0.0.1', resolve));
  const port = await freeBlock();
  gateway = await startGateway('clara', port, (functions.address() as AddressInfo).port);
  url = `http://127.0.0.1:${port}/api/v1/health`;
});
afterAll(() => {
  for (const server of [gateway, functions]) {
    server.close();
    server.closeAllConnections();
  }
});

const call = async (text: string) => {
  body = text;
  const answer = await fetch(url);
  return { status: answer.status, text: await answer.text() };
};
const LIMIT = 6 * 1024 * 1024;

describe('an answer through the local gateway', () => {
  it.each([
    ['letters', 'x'.repeat(LIMIT - 1_000)],
    ['quotes, which take two bytes each', '"'.repeat(LIMIT / 2 - 1_000)],
    ['Chinese, of three bytes each', '塔'.repeat(LIMIT / 3 - 1_000)],
  ])('that Lambda hands over comes as it is: %s', async (_, text) => {
    const answer = await call(text);
    expect([answer.status, answer.text === text]).toEqual([200, true]);
  });

  it.each([
    ['letters', 'x'.repeat(LIMIT)],
    ['quotes, which take two bytes each', '"'.repeat(LIMIT / 2)],
    ['Chinese, of three bytes each', '塔'.repeat(LIMIT / 3)],
  ])('that is larger than Lambda’s 6 MB is a 502 in the envelope: %s', async (_, text) => {
    const answer = await call(text);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      502,
      { data: null, message: 'Something went wrong.', status: 'error' },
    ]);
  });
});
