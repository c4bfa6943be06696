import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { routes } from '../../functions/routes.ts';
import { toContext } from '../../lib/http/caller.ts';
import { type Endpoint, lambda } from '../../lib/http/endpoint.ts';
import { gatewayPath, pathParametersOf } from '../../lib/http/request.ts';
import { Account } from '../../lib/table/entities.ts';
import { keyOf } from '../../lib/table/entity.ts';
import { inTurn } from './authorizer.ts';
import { backend, type BenchUser } from './backend.ts';
import { rawDynamoDb } from './raw-dynamodb.ts';
import type { Section } from './report.ts';
import { ratio, takingTurns, timed, timingOf } from './statistics.ts';

/** Enough that calls to all of them in turn stay within each one's rate. */
const USERS = 100;
/** The stack's own table: what is written there, its functions find. */
const STACK_TABLE = 'clara-backend-local';

const PAGE = { limit: '10', offset: '0' };
/** Those that an API key may call and that neither cost nor change anything. */
const CALLS = [
  { file: 'misc/health', query: {} },
  { file: 'stripe/rate', query: {} },
  { file: 'users/view', query: {} },
  { file: 'transactions/list', query: PAGE },
  { file: 'tasks/list', query: PAGE },
] as const;

/** @param rounds calls of each */
export async function endpoints({ rounds }: { rounds: number }): Promise<Section> {
  const system = await backend({ name: STACK_TABLE });
  const users = await system.users(USERS);
  const raw = rawDynamoDb(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const nextOfRaw = inTurn(users);
  const bare = async () => {
    const { pk, sk } = keyOf(Account, { user_id: nextOfRaw().id });
    const answer = await raw('GetItem', {
      TableName: STACK_TABLE,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    });
    if (!(answer as { Item?: unknown }).Item) throw new Error(JSON.stringify(answer));
  };

  const live = system.live();
  const next = inTurn(users);
  const calls = CALLS.map(({ file, query }) => {
    const route = routes[file] as unknown as Endpoint;
    const handler = lambda(route, live as never);
    return {
      name: `${route.method} ${route.path}`,
      handled: async () => {
        const { statusCode, body } = await handler(eventOf(route, next(), query), CONTEXT);
        if (statusCode !== route.status) throw new Error(`${route.path} answered ${statusCode} ${body}`);
      },
      overHttp: async () => {
        const { id, token } = next();
        const path = `${route.path.replace('{user_id}', id)}?${new URLSearchParams(query).toString()}`;
        const headers = { Authorization: `Bearer ${token}` };
        const response = await fetch(`${process.env.TEST_URL}${path}`, { headers });
        const text = await response.text();
        if (response.status !== route.status) throw new Error(`${path} answered ${response.status} ${text}`);
      },
    };
  });
  const contestants = calls.flatMap(({ name, handled, overHttp }) => [
    [`handled ${name}`, handled] as const,
    [`http ${name}`, overHttp] as const,
  ]);
  const times = await takingTurns({ bare, ...Object.fromEntries(contestants) }, rounds, timed);
  const of = (name: string) => timingOf((times as Record<string, number[]>)[name] ?? []);
  const limit = of('bare');
  const health = of(`http ${calls[0]?.name}`);
  return {
    title: 'Endpoints',
    about: [
      `Each call through its handler in this process, without the authorizer, and over HTTP through the whole of \`npm start\`: gateway, serverless-offline, authorizer and function; ${rounds} calls of each, in turns, of ${USERS} users. The limit in this process is one consistent GetItem by plain HTTP, without the SDK; over HTTP it is \`GET /health\`, which asks nobody anything.`,
    ],
    columns: ['call', 'p50 ms', 'p99 ms', '× limit', 'HTTP p50 ms', 'HTTP p99 ms', '× health'],
    rows: [
      ['limit: GetItem', limit.p50, limit.p99, 1, '', '', ''],
      ...calls.map(({ name }): Section['rows'][number] => {
        const [handled, http] = [of(`handled ${name}`), of(`http ${name}`)];
        return [
          name,
          handled.p50,
          handled.p99,
          ratio(handled.p50, limit.p50),
          http.p50,
          http.p99,
          ratio(http.p50, health.p50),
        ];
      }),
    ],
  };
}

const CONTEXT = { getRemainingTimeInMillis: () => 10_000 } as Context;

function eventOf(route: Endpoint, { id }: BenchUser, query: Record<string, string>): APIGatewayProxyEvent {
  const path = `/api/v1${route.path.replace('{user_id}', id)}`;
  const requestContext = {
    requestId: randomUUID(),
    path,
    identity: { sourceIp: '203.0.113.7' },
    authorizer: toContext({ kind: 'KEY', user_id: id, is_active: true, is_named: true, remaining: 10 }),
  };
  const multiValueQueryStringParameters = Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, [value]]),
  );
  return {
    resource: gatewayPath(`/api/v1${route.path}`),
    path,
    httpMethod: route.method,
    headers: {},
    multiValueHeaders: {},
    queryStringParameters: query,
    multiValueQueryStringParameters,
    pathParameters: pathParametersOf({ user_id: id }),
    stageVariables: null,
    body: null,
    isBase64Encoded: false,
    requestContext,
  } as unknown as APIGatewayProxyEvent;
}
