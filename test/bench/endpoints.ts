import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { routes } from '../../functions/routes.ts';
import { dynamoDbAccess } from '../../lib/aws.ts';
import { toContext } from '../../lib/http/caller.ts';
import { type Endpoint, lambda } from '../../lib/http/endpoint.ts';
import { gatewayPath, pathParametersOf } from '../../lib/http/request.ts';
import { Account } from '../../lib/table/entities.ts';
import { dynamoDb } from '../../lib/table/dynamodb.ts';
import { keyOf } from '../../lib/table/entity.ts';
import { LOCAL_SECRETS } from '../../local/stack/stack.ts';
import { inTurn } from './authorizer.ts';
import { backend, type BenchUser } from './backend.ts';
import { rawDynamoDb } from './raw-dynamodb.ts';
import type { Section } from './report.ts';
import { ratio, takingTurns, timed, timingOf } from './statistics.ts';

/** Enough that calls to all of them in turn stay within each one's rate. */
const USERS = 100;
/** The stack's own table: what is written there, its functions find. */
const STACK_TABLE = 'clara-backend-local';

interface Timed {
  file: keyof typeof routes;
  query?: Record<string, string>;
  body?: object;
  /** who calls; an API key unless named */
  by?: 'PRIVATE';
}
const PAGE = { limit: '10', offset: '0' };
/** Of each kind of work some; the first one asks nobody anything. What they cost is in the README's table. */
const CALLS: readonly Timed[] = [
  { file: 'misc/health' },
  { file: 'stripe/rate' },
  { file: 'users/view' },
  { file: 'transactions/list', query: PAGE },
  { file: 'tasks/list', query: PAGE },
  { file: 'api-key/view', by: 'PRIVATE' },
  { file: 'users/update', by: 'PRIVATE', body: { is_dark_mode: true } },
  { file: 'api-key/reset', by: 'PRIVATE' },
];

/** @param rounds calls of each */
export async function endpoints({ rounds }: { rounds: number }): Promise<Section> {
  const system = await backend({ name: STACK_TABLE });
  const users = await system.users(USERS);
  const raw = rawDynamoDb(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const next = inTurn(users);
  const bare = async () => {
    const { pk, sk } = keyOf(Account, { user_id: next().id });
    const answer = await raw('GetItem', {
      TableName: STACK_TABLE,
      Key: { pk: { S: pk }, sk: { S: sk } },
      ConsistentRead: true,
    });
    if (!(answer as { Item?: unknown }).Item) throw new Error(JSON.stringify(answer));
  };

  const key = { TableName: STACK_TABLE, ConsistentRead: true };
  const client = dynamoDb(dynamoDbAccess(), { attempts: 1 });
  const byClient = () => client('GetItem', { ...key, Key: keyOf(Account, { user_id: next().id }) });
  const sdk = DynamoDBDocumentClient.from(new DynamoDBClient({ maxAttempts: 1 }));
  const bySdk = () => sdk.send(new GetCommand({ ...key, Key: keyOf(Account, { user_id: next().id }) }));

  const live = system.live();
  const calls = CALLS.map((call) => {
    const { file, query, body, by } = call;
    const route = routes[file] as unknown as Endpoint;
    const handler = lambda(route, live as never);
    return {
      name: `${route.method} ${route.path}`,
      handled: async () => {
        const { statusCode, body } = await handler(eventOf(route, next(), call), CONTEXT);
        if (statusCode !== route.status) throw new Error(`${route.path} answered ${statusCode} ${body}`);
      },
      overHttp: async () => {
        const { id, token } = next();
        const path = `${route.path.replace('{user_id}', id)}?${new URLSearchParams(query).toString()}`;
        const headers = {
          Authorization: by ? LOCAL_SECRETS.PRIVATE_API_KEY : `Bearer ${token}`,
          ...(body && { 'Content-Type': 'application/json' }),
        };
        const response = await fetch(`${process.env.TEST_URL}${path}`, {
          method: route.method,
          headers,
          ...(body && { body: JSON.stringify(body) }),
        });
        const text = await response.text();
        if (response.status !== route.status) throw new Error(`${path} answered ${response.status} ${text}`);
      },
    };
  });
  const contestants = calls.flatMap(({ name, handled, overHttp }) => [
    [`handled ${name}`, handled] as const,
    [`http ${name}`, overHttp] as const,
  ]);
  const times = await takingTurns(
    { bare, byClient, bySdk, ...Object.fromEntries(contestants) },
    rounds,
    timed,
  );
  const of = (name: string) => timingOf((times as Record<string, number[]>)[name] ?? []);
  const limit = of('bare');
  const health = of(`http ${calls[0]?.name}`);
  return {
    title: 'Endpoints',
    about: [
      `Each call through its handler in this process, without the authorizer, and over HTTP through the whole of \`npm start\`: gateway, serverless-offline, authorizer and function; ${rounds} calls of each, in turns, of ${USERS} users. The limit in this process is one consistent GetItem by plain HTTP, and beside it the same by our client and by AWS's SDK; over HTTP it is \`GET /health\`, which asks nobody anything.`,
    ],
    columns: ['call', 'p50 ms', 'p99 ms', '× limit', 'HTTP p50 ms', 'HTTP p99 ms', '× health'],
    rows: [
      ['limit: GetItem', limit.p50, limit.p99, 1, '', '', ''],
      ...(
        [
          ['GetItem by our client', 'byClient'],
          ['GetItem by the SDK', 'bySdk'],
        ] as const
      ).map(([name, contestant]): Section['rows'][number] => {
        const { p50, p99 } = of(contestant);
        return [name, p50, p99, ratio(p50, limit.p50), '', '', ''];
      }),
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

function eventOf(route: Endpoint, { id }: BenchUser, { query = {}, body, by }: Timed): APIGatewayProxyEvent {
  const path = `/api/v1${route.path.replace('{user_id}', id)}`;
  const requestContext = {
    requestId: randomUUID(),
    path,
    identity: { sourceIp: '203.0.113.7' },
    authorizer: toContext(
      by ? { kind: by } : { kind: 'KEY', user_id: id, is_active: true, is_named: true, remaining: 10 },
    ),
  };
  const multiValueQueryStringParameters = Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, [value]]),
  );
  return {
    resource: gatewayPath(`/api/v1${route.path}`),
    path,
    httpMethod: route.method,
    headers: body ? { 'Content-Type': 'application/json' } : {},
    multiValueHeaders: body ? { 'Content-Type': ['application/json'] } : {},
    queryStringParameters: query,
    multiValueQueryStringParameters,
    pathParameters: pathParametersOf({ user_id: id }),
    stageVariables: null,
    body: body ? JSON.stringify(body) : null,
    isBase64Encoded: false,
    requestContext,
  } as unknown as APIGatewayProxyEvent;
}
