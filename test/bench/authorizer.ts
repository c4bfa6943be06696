import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { MAX_WINDOWS, RATE_LIMIT } from '../../lib/domain/access.ts';
import type { Keyring } from '../../lib/domain/tokens.ts';
import { authorizer } from '../../lib/http/authorizer.ts';
import { Access } from '../../lib/table/entities.ts';
import { keyOf } from '../../lib/table/entity.ts';
import { put } from '../../lib/table/table.ts';
import { runAuthorizer } from '../../local/stack/run-authorizer.ts';
import { type Backend, backend, type BenchUser } from './backend.ts';
import { rawDynamoDb } from './raw-dynamodb.ts';
import { figure, type Section } from './report.ts';
import {
  inTurn,
  LONGEST_TURN,
  median,
  paced,
  ratio,
  takingTurns,
  throughput,
  timed,
  timingOf,
} from './statistics.ts';

/** Enough that calls to all of them in turn stay within each one's rate. */
export const USERS = 400;
export const PARALLEL = 32;

/** How much is measured of each. */
export interface Effort {
  /** calls that are timed one by one */
  rounds: number;
  /** turns of so many calls each, for CPU time and calls a second: one after the other, and some at a time */
  turns: number;
  calls: number;
  together: number;
}

/** How many calls that makes of each. */
export const callsIn = ({ rounds, turns, calls, together }: Effort): number =>
  Math.ceil(1.1 * rounds) + Math.ceil(1.1 * turns) * (calls + together);

/** What API Gateway asks of a call with a token. */
export const eventOf = (token: string) =>
  ({
    type: 'REQUEST',
    methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/bench/GET/api/v1/users/x',
    headers: { Authorization: `Bearer ${token}` },
    multiValueHeaders: { Authorization: [`Bearer ${token}`] },
    requestContext: { requestId: 'bench' },
  }) as unknown as APIGatewayRequestAuthorizerEvent;

/**
 * Asks the authorizer as API Gateway does, of users in turn, and takes no other outcome than the one that is measured.
 * Its clock moves on with the calls, whatever they take.
 * @param aSecond calls of each user; Infinity: the clock stands
 * @param begun ms, where the clock begins
 */
export function authorized(
  system: Backend,
  tokens: readonly string[],
  expected: 'allowed' | 'UNAUTHORIZED' | 'ACCESS_DENIED',
  { aSecond = RATE_LIMIT / 2, begun = Date.now() } = {},
): () => Promise<void> {
  let calls = 0;
  const now = () => begun + 1_000 * Math.floor(calls / (tokens.length * aSecond));
  const handler = authorizer(system.live(now));
  const next = inTurn(tokens);
  return async () => {
    calls++;
    const outcome = await runAuthorizer(handler, eventOf(next()));
    const got = outcome.allowed ? 'allowed' : outcome.response;
    if (got !== expected) throw new Error(`the authorizer said ${got}, not ${expected}`);
  };
}

/** The least that a check of our token takes: HS256 over its two parts by one known key, and its claims. */
export function bareCheck([{ api }]: Keyring, token: string): unknown {
  const [header = '', payload = '', signature = ''] = token.slice('clara_api_'.length).split('.');
  const good = createHmac('sha256', api).update(`${header}.${payload}`).digest();
  const given = Buffer.from(signature, 'base64url');
  if (given.length !== good.length || !timingSafeEqual(given, good)) return undefined;
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

/**
 * The least that a call takes: the bare check, and the one UpdateItem that checks the version, limits the rate and records
 * the use, raw. Its count is one of its own, of which the limit is never reached.
 */
export function bareCall(system: Backend, users: readonly BenchUser[]): () => Promise<unknown> {
  const raw = rawDynamoDb(system.endpoint);
  const next = inTurn(users);
  return async () => {
    const { id, token } = next();
    const claims = bareCheck(system.keyring, token) as { key_version: number };
    const { pk, sk } = keyOf(Access, { user_id: id });
    const answer = await raw('UpdateItem', {
      TableName: system.name,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET calls.#w = if_not_exists(calls.#w, :0) + :1, used_at = :now',
      ConditionExpression:
        'attribute_exists(pk) AND key_version = :version AND is_active = :true AND has_first_name = :true AND has_last_name = :true AND (calls.#w < :most OR (attribute_not_exists(calls.#w) AND size(calls) < :windows))',
      ExpressionAttributeNames: { '#w': 'limit' },
      ExpressionAttributeValues: {
        ':0': { N: '0' },
        ':1': { N: '1' },
        ':now': { N: String(Date.now()) },
        ':version': { N: String(claims.key_version) },
        ':true': { BOOL: true },
        ':most': { N: '1000000000' },
        ':windows': { N: String(MAX_WINDOWS) },
      },
      ReturnValues: 'UPDATED_NEW',
    });
    if (!(answer as { Attributes?: unknown }).Attributes)
      throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer;
  };
}

/** CPU time, latency and throughput of each, measured in turns. */
export async function measured<Name extends string>(
  contestants: Record<Name, () => Promise<unknown>>,
  { rounds, turns, calls, together }: Effort,
) {
  const times = await takingTurns(contestants, rounds, timed);
  const paces = await takingTurns(contestants, turns, (work) => paced(work, calls));
  const rates = await takingTurns(contestants, turns, (work) =>
    throughput(work, { calls: together, parallel: PARALLEL }),
  );
  return (name: Name) => ({
    cpu: median(paces[name].map(({ cpu }) => cpu)),
    ...timingOf(times[name]),
    alone: median(paces[name].map(({ rate }) => rate)),
    together: median(rates[name]),
  });
}

export const COLUMNS = [
  'CPU ms',
  '× limit',
  'p50 ms',
  '× limit',
  'p99 ms',
  '× limit',
  'calls/s',
  `calls/s, ${PARALLEL} parallel`,
  '× limit',
];

export type Figures = Awaited<ReturnType<typeof measured>> extends (name: never) => infer F ? F : never;
/** A row of figures, each beside its ratio to the limit's. */
export const beside = (one: Figures, limit: Figures): number[] => [
  one.cpu,
  ratio(one.cpu, limit.cpu),
  one.p50,
  ratio(one.p50, limit.p50),
  one.p99,
  ratio(one.p99, limit.p99),
  one.alone,
  one.together,
  ratio(one.together, limit.together),
];

export async function authorizerCost(effort: Effort): Promise<Section> {
  const system = await backend();
  const users = await system.users(USERS);
  const [reset, limited] = (await system.users(2)) as [BenchUser, BenchUser];
  await system.insert([put(Access, { ...reset.access, key_version: 2 })]);
  const forged = users.map(({ token }) => token.slice(0, -20) + 'A'.repeat(20));
  const tokens = users.map(({ token }) => token);
  const nextForged = inTurn(forged);

  // Once it is reached, the rate stays reached.
  const standing = { aSecond: Infinity, begun: Date.now() };
  const fill = authorized(system, [limited.token], 'allowed', standing);
  const overRate = authorized(system, [limited.token], 'ACCESS_DENIED', standing);
  for (let call = 0; call < RATE_LIMIT; call++) await fill();

  const seldom = await onceASecond(system);
  const { operations } = await system.askedBy(async () => {
    for (let call = 0; call < SELDOM; call++) await seldom();
  });
  const requests = operations.length / SELDOM;

  const check = () => Promise.resolve(bareCheck(system.keyring, nextForged()));
  const call = bareCall(system, users);
  // Each beside its limit, and what is let in apart from what is refused: an error leaves work for whoever comes after it.
  const good = await measured({ call, good: authorized(system, tokens, 'allowed'), seldom }, effort);
  const refused = await measured(
    { call, reset: authorized(system, [reset.token], 'UNAUTHORIZED'), limited: overRate },
    effort,
  );
  const forgeries = await measured({ check, forged: authorized(system, forged, 'UNAUTHORIZED') }, effort);
  return {
    title: 'The authorizer',
    about: [
      `The authorizer's function in this process, on the embedded engine, with ${USERS} users in turn: p50 and p99 of ${effort.rounds} calls, CPU time (of this process alone: the engine is another one) and calls a second as medians of ${effort.turns} turns of ${effort.calls} calls, in parallel of ${effort.together}, and of ${LONGEST_TURN / 1_000} s at most. Its log lines are made and dropped.`,
      'The limit of a forged token is a bare HS256 check by `node:crypto`; that of the others the same check and the same conditional UpdateItem that our function makes, which gives back what it set, by plain HTTP on a connection that stays open, with Signature Version 4 and no SDK. The bar is a CPU time of 1.5 × the limit.',
      `A good token is called ${RATE_LIMIT / 2} times a second. Where each call comes in a second of its own, one in ${MAX_WINDOWS} finds the map of counts full and replaces it by a second request: ${figure(requests)} requests a call there, one everywhere else; the bar is 1.05.`,
    ],
    columns: ['token', ...COLUMNS],
    rows: [
      ['limit: HS256 + UpdateItem', ...beside(good('call'), good('call'))],
      ['good', ...beside(good('good'), good('call'))],
      ['good, once a second', ...beside(good('seldom'), good('call'))],
      ['limit, measured again', ...beside(refused('call'), refused('call'))],
      ['reset', ...beside(refused('reset'), refused('call'))],
      ['above its rate', ...beside(refused('limited'), refused('call'))],
      ['limit: HS256', ...beside(forgeries('check'), forgeries('check'))],
      ['forged', ...beside(forgeries('forged'), forgeries('check'))],
    ],
  };
}

/** Users that call once a second. */
const SELDOM = 2 * MAX_WINDOWS;

/** Users whose maps of counts are filled to every degree: of those called in a second, one in so many is full. */
async function onceASecond(system: Backend): Promise<() => Promise<void>> {
  const users = await system.users(SELDOM);
  const begun = Date.now();
  const before = Math.floor(begun / 1_000);
  const filled = users.map(({ access }, at) => {
    const seconds = Array.from({ length: 1 + (at % MAX_WINDOWS) }, (_, ago) => before - 1 - ago);
    const calls = Object.fromEntries(seconds.map((second) => [`k${second.toString(36)}`, 1]));
    return put(Access, { ...access, calls });
  });
  await system.insert(filled);
  return authorized(
    system,
    users.map(({ token }) => token),
    'allowed',
    { aSecond: 1, begun },
  );
}
