import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Api } from './harness.ts';

/** The eras of the protocol: a request that says everything itself, and a handshake before all others. */
export const ERAS = ['2026-07-28', '2025-11-25'] as const;
export type Era = (typeof ERAS)[number];

export interface Served {
  /** without a path */
  url: string;
  stop: () => Promise<void>;
}

/**
 * Puts an API of a test behind a port of its own, as API Gateway does.
 * @param headers sent with every call that does not bring them, for clients that cannot be told any
 * @param remaining ms that Lambda leaves to each call
 */
export async function served(
  api: Api,
  headers: Record<string, string> = {},
  remaining = () => 29_000,
): Promise<Served> {
  const server = createServer((incoming, response) => {
    void bodyOf(incoming).then(async (body) => {
      const given = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
      const answer = await api.call(incoming.method ?? '', incoming.url ?? '', undefined, undefined, {
        isRoot: true,
        headers: { ...headers, ...(Object.fromEntries(given) as Record<string, string>) },
        ...(body.length > 0 && { body: body.toString() }),
        remaining,
      });
      response.writeHead(answer.status, answer.headers).end(answer.text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** An official client, of one era or the other. */
export const clientOf = (era: Era) =>
  new Client(
    { name: 'of-the-tests', version: '1' },
    { versionNegotiation: { mode: era === '2026-07-28' ? { pin: era } : 'legacy' } },
  );

/** Connects one to a server over HTTP. */
export async function connected(
  era: Era,
  url: string,
  headers: Record<string, string> = {},
): Promise<Client> {
  const client = clientOf(era);
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  return client;
}

/** Who has an account and a key at the running stack. */
export interface StackUser {
  id: string;
  /** the API key's token */
  token: string;
}

const STACK = process.env.TEST_URL ?? '';
/** Registers and activates somebody at the running stack, over HTTP. */
export async function stackUser(): Promise<StackUser> {
  const email = `agent-${randomUUID()}@example.com`;
  const call = async (method: string, path: string, Authorization: string, body?: object) => {
    const response = await fetch(STACK + path, {
      method,
      headers: { Authorization, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { data, message } = (await response.json()) as { data: Record<string, string>; message: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${message}`);
    return data;
  };
  const names = { first_name: 'Ada', last_name: 'Lovelace' };
  const registration = { ...names, email, password: 'a rather long: secret' };
  const { id = '', token = '' } = await call('POST', '/auth/register', 'clara_public_local', registration);
  const { emails } = (await (await fetch(`${process.env.TEST_MAIL_URL}/store`)).json()) as {
    emails: { destination: { to: string[] }; body: { text: string } }[];
  };
  const mail = emails.find(({ destination }) => destination.to.includes(email));
  const [code] = /\b\d{6}\b/.exec(mail?.body.text ?? '') ?? [];
  await call('POST', `/users/${email}/activate`, 'clara_public_local', { code });
  const key = await call('GET', `/users/${id}/api_key`, `Bearer ${token}`);
  return { id, token: key.token ?? '' };
}
