import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { toContext } from '../../lib/http/caller.ts';
import { type Declaration, type Endpoint, lambda } from '../../lib/http/endpoint.ts';
import { gatewayPath, pathParametersOf } from '../../lib/http/request.ts';
import { received, type Webhook } from '../../lib/http/webhook.ts';
import { LOCAL_SECRETS } from '../../local/stack/stack.ts';
import { filled } from '../support/routes.ts';
import { type Asked, type BenchCall, PASSWORD } from './calls.ts';

/** Makes ready what is then to be timed. */
export type Prepared = () => Promise<() => Promise<unknown>>;

const CONTEXT = { getRemainingTimeInMillis: () => 10_000 } as Context;

/** A call through its handler in this process. */
export function handled(route: Declaration, call: BenchCall, live: object): Prepared {
  const handler = route.signature
    ? received(route as unknown as Webhook, live as never)
    : lambda(route as unknown as Endpoint, live as never);
  return async () => {
    const event = eventOf(route, await call.ask());
    return async () => {
      const { statusCode, body } = await handler(event, CONTEXT);
      if (statusCode !== route.status) throw new Error(`${route.path} answered ${statusCode} ${body}`);
    };
  };
}

/** A call over HTTP to the running stack. */
export function sent(route: Declaration, call: BenchCall): Prepared {
  return async () => {
    const asked = await call.ask();
    const { method } = route;
    const path = filled(route.path, parametersOf(asked));
    const url = `${process.env.TEST_URL}${path}?${new URLSearchParams(asked.query).toString()}`;
    const [headers, body] = [headersOf(asked), bodyOf(asked)];
    return async () => {
      const response = await fetch(url, { method, headers, body });
      const text = await response.text();
      if (response.status !== route.status) throw new Error(`${path} answered ${response.status} ${text}`);
    };
  };
}

const parametersOf = ({ user, path }: Asked) => ({ ...(user && { user_id: user.id }), ...path });

const bodyOf = ({ body }: Asked): string | null =>
  body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);

function headersOf(asked: Asked): Record<string, string> {
  const authorization = authorizationOf(asked);
  return {
    ...(asked.body !== undefined && { 'Content-Type': 'application/json' }),
    ...(authorization !== undefined && { Authorization: authorization }),
    ...asked.headers,
  };
}

function authorizationOf({ by, user }: Asked): string | undefined {
  if (by === 'PUBLIC') return LOCAL_SECRETS.PUBLIC_API_KEY;
  if (by === 'PRIVATE') return LOCAL_SECRETS.PRIVATE_API_KEY;
  if (by === 'KEY') return `Bearer ${user?.token}`;
  if (by === 'USER') return `Bearer ${user?.session.token}`;
  if (by === 'BASIC') return `Basic ${Buffer.from(`${user?.email}:${PASSWORD}`).toString('base64')}`;
  return undefined;
}

/** What the authorizer says of who calls. */
function authorizedAs({ by, user }: Asked) {
  if (by === 'PUBLIC' || by === 'PRIVATE') return toContext({ kind: by });
  if (!user || (by !== 'KEY' && by !== 'USER')) return null;
  const account = { user_id: user.id, is_active: true, is_named: true, remaining: 10 };
  return toContext(
    by === 'KEY' ? { kind: by, ...account } : { kind: by, session_id: user.session.id, ...account },
  );
}

const listed = (values: Record<string, string>) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value]]));

function eventOf(route: Declaration, asked: Asked): APIGatewayProxyEvent {
  const { query = {} } = asked;
  const path = `/api/v1${filled(route.path, parametersOf(asked))}`;
  const headers = headersOf(asked);
  return {
    resource: gatewayPath(`/api/v1${route.path}`),
    path,
    httpMethod: route.method,
    headers,
    multiValueHeaders: listed(headers),
    queryStringParameters: query,
    multiValueQueryStringParameters: listed(query),
    pathParameters: pathParametersOf(parametersOf(asked)),
    stageVariables: null,
    body: bodyOf(asked),
    isBase64Encoded: false,
    requestContext: {
      requestId: randomUUID(),
      path,
      identity: { sourceIp: '203.0.113.7' },
      authorizer: authorizedAs(asked),
    },
  } as unknown as APIGatewayProxyEvent;
}
