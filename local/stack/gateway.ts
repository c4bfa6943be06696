import { randomUUID } from 'node:crypto';
import {
  Agent,
  createServer,
  type IncomingMessage,
  request,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Profile } from '../../lib/profile.ts';
import { functionsOf } from '../build/functions.ts';
import { GATEWAY_RESPONSE_HEADER } from './authorizer-scheme.ts';
import { gatewayAnswers } from './gateway-responses.ts';

/** API Gateway's own limit on a request: https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_BYTES = 10 * 1024 * 1024;

/** Lambda's own limit on an answer: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** The bytes of an answer as a function hands it to API Gateway: JSON, in which the body is text and so escaped again. */
export const answerBytes = (answer: { statusCode: number; headers: object; body: string }): number =>
  Buffer.byteLength(JSON.stringify(answer));

/** What serverless-offline answers by itself, and what API Gateway would. */
const TYPES: Record<number, string> = {
  400: 'BAD_REQUEST_PARAMETERS',
  401: 'UNAUTHORIZED',
  403: 'ACCESS_DENIED',
  404: 'RESOURCE_NOT_FOUND',
  413: 'REQUEST_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  503: 'INTEGRATION_FAILURE',
  504: 'INTEGRATION_TIMEOUT',
};

/** serverless-offline answers every preflight with 200, whatever the function said. */
const preflightStatus = ({ headers }: IncomingMessage) =>
  headers['x-error-code'] === 'route_not_found' ? 404 : 204;

/** @returns undefined when it has more bytes than `most` */
async function bodyOf(incoming: IncomingMessage, most: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= most) chunks.push(chunk);
  }
  return bytes > most ? undefined : Buffer.concat(chunks);
}

/**
 * The raw headers, value after name, without those that belong to one connection only. serverless-offline
 * lets headers of its own replace the authorizer; nobody outside may send them.
 */
function forwardable(raw: string[]): string[] {
  const dropped = /^(connection|keep-alive|transfer-encoding|content-length|expect|upgrade|sls-offline-.*)$/i;
  const kept = raw.filter((_, index) => !dropped.test(raw[index - (index % 2)] ?? ''));
  // It refuses a malformed content type before any function sees it; API Gateway hands it over.
  return kept.map((text, index) =>
    index % 2 === 1 &&
    /^content-type$/i.test(kept[index - 1] ?? '') &&
    !/^[\w.+-]+\/[\w.+-]+\s*(;|$)/.test(text)
      ? 'application/octet-stream'
      : text,
  );
}

/**
 * serverless-offline decodes a path before a function sees it, API Gateway does not. Of what decoding twice spoils, the
 * percent sign, the path therefore holds one layer more.
 */
function encodedTwice(url: string): string {
  const [path = '', ...query] = url.split('?');
  return [path.replace(/%25/g, '%2525'), ...query].join('?');
}

/**
 * The door of the local API. It passes calls to serverless-offline and turns what that answers by itself, rather than
 * a function, into what API Gateway would answer.
 */
export function startGateway(profile: Profile, port: number, upstreamPort: number): Promise<Server> {
  const agent = new Agent({ keepAlive: true });
  const answerOf = gatewayAnswers(profile);
  const slashed = new Map<string, string>(
    functionsOf(profile).flatMap(({ page }) => (page ? [[`${page.path}/`, page.path] as const] : [])),
  );

  const give = (response: ServerResponse, type: string, status?: number) => {
    const host = response.req.headers.host ?? 'localhost';
    const { statusCode, headers, body } = answerOf(type, randomUUID(), `http://${host}`);
    response
      .writeHead(status ?? statusCode, { ...headers, 'Content-Length': Buffer.byteLength(body) })
      .end(body);
  };

  const forward = (incoming: IncomingMessage, body: Buffer, response: ServerResponse) => {
    const headers = [...forwardable(incoming.rawHeaders), 'Content-Length', String(body.length)];
    const upstream = request(
      {
        host: '127.0.0.1',
        port: upstreamPort,
        method: incoming.method,
        path: encodedTwice(incoming.url ?? '/'),
        headers,
        agent,
      },
      (answer) => {
        const status = answer.statusCode ?? 502;
        const named = answer.headers[GATEWAY_RESPONSE_HEADER];
        if (!answer.headers['x-request-id']) {
          answer.resume();
          give(response, typeof named === 'string' ? named : (TYPES[status] ?? 'DEFAULT_5XX'));
          return;
        }
        // serverless-offline also rewrites what the functions say of CORS: API Gateway would not.
        const meddled = /^(connection|keep-alive|access-control-allow-credentials)$/;
        const own = Object.entries(answer.headers).filter(([name]) => !meddled.test(name));
        const headers = Object.fromEntries(own);
        const statusCode = incoming.method === 'OPTIONS' ? preflightStatus(answer) : status;
        bodyOf(answer, MAX_ANSWER_BYTES).then(
          (body) => {
            // Text alone: no function of this system answers with bytes.
            if (!body || answerBytes({ statusCode, headers, body: body.toString() }) > MAX_ANSWER_BYTES)
              give(response, 'DEFAULT_5XX', 502);
            else response.writeHead(statusCode, headers).end(body);
          },
          () => response.destroy(),
        );
      },
    );
    upstream.on('error', () => give(response, 'INTEGRATION_FAILURE'));
    upstream.end(body);
  };

  const server = createServer((incoming, response) => {
    const page = slashed.get(incoming.url ?? '');
    // serverless-offline takes the slash off before a page's function could lead away from it.
    if (page) return void response.writeHead(308, { Location: `..${page}` }).end();
    bodyOf(incoming, MAX_BYTES).then(
      (body) => (body ? forward(incoming, body, response) : give(response, 'REQUEST_TOO_LARGE')),
      () => response.destroy(),
    );
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
