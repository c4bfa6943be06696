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
