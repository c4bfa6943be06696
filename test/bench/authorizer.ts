import { createHmac, timingSafeEqual } from 'node:crypto';
import type { APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { RATE_LIMIT } from '../../lib/domain/access.ts';
import type { Keyring } from '../../lib/domain/tokens.ts';
import { authorizer } from '../../lib/http/authorizer.ts';
import { Access } from '../../lib/table/entities.ts';
import { keyOf } from '../../lib/table/entity.ts';
import { put } from '../../lib/table/table.ts';
import { runAuthorizer } from '../../local/stack/run-authorizer.ts';
import { type Backend, backend, type BenchUser } from './backend.ts';
import { rawDynamoDb } from './raw-dynamodb.ts';
import type { Section } from './report.ts';
import {
  type Contestants,
  cpuTime,
  median,
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
  /** turns of `calls` calls each, for CPU time and calls a second */
  turns: number;
  calls: number;
}

/** Each of some in turn, again and again. */
export function inTurn<T>(all: readonly T[]): () => T {
  let next = 0;
  return () => all[next++ % all.length] as T;
}

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
 * @param isRunning the clock moves on, so that no user ever reaches its rate; else it stands
 */
export function authorized(
  system: Backend,
  tokens: readonly string[],
  expected: 'allowed' | 'UNAUTHORIZED' | 'ACCESS_DENIED',
  isRunning = true,
): () => Promise<void> {
  const begun = Date.now();
  let calls = 0;
  // Half of what each user may call in a second.
  const now = () => begun + 1_000 * Math.floor(calls / (tokens.length * (RATE_LIMIT / 2)));
  const handler = authorizer(system.live(isRunning ? now : () => begun));
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

/** The least that a call takes: the bare check, and one raw UpdateItem on the same item under a condition. */
export function bareCall(system: Backend, users: readonly BenchUser[]): () => Promise<unknown> {
  const raw = rawDynamoDb(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '');
  const next = inTurn(users);
  return async () => {
    const { id, token } = next();
    const claims = bareCheck(system.keyring, token) as { key_version: number };
    const { pk, sk } = keyOf(Access, { user_id: id });
    const answer = await raw('UpdateItem', {
      TableName: system.name,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET used_at = :now',
      ConditionExpression: 'key_version = :version',
      ExpressionAttributeValues: {
        ':now': { N: String(Date.now()) },
        ':version': { N: String(claims.key_version) },
      },
      ReturnValues: 'ALL_NEW',
    });
    if (!(answer as { Attributes?: unknown }).Attributes)
      throw new Error(`refused: ${JSON.stringify(answer)}`);
    return answer;
  };
}

/** CPU time, latency and throughput of each, measured in turns. */
export async function measured<Name extends string>(contestants: Contestants<Name>, effort: Effort) {
  const { rounds, turns, calls } = effort;
  const times = await takingTurns(contestants, rounds, timed);
  const cpu = await takingTurns(contestants, turns, (work) => cpuTime(work, calls));
  const alone = await takingTurns(contestants, turns, (work) => throughput(work, { calls, parallel: 1 }));
  const together = await takingTurns(contestants, turns, (work) =>
    throughput(work, { calls, parallel: PARALLEL }),
  );
  return (name: Name) => ({
    cpu: median(cpu[name]),
    ...timingOf(times[name]),
    alone: median(alone[name]),
    together: median(together[name]),
  });
}

export const COLUMNS = [
  'CPU ms',
  '× limit',
  'p50 ms',
  'p99 ms',
  '× limit',
  'calls/s',
  `calls/s, ${PARALLEL} parallel`,
  '× limit',
];

type Figures = Awaited<ReturnType<typeof measured>> extends (name: never) => infer F ? F : never;
/** A row of figures, each beside its ratio to the limit's. */
export const beside = (one: Figures, limit: Figures): number[] => [
  one.cpu,
  ratio(one.cpu, limit.cpu),
  one.p50,
  one.p99,
  ratio(one.p50, limit.p50),
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

  // The clock stands still: once it is reached, the rate stays reached.
  const fill = authorized(system, [limited.token], 'allowed', false);
  const overRate = authorized(system, [limited.token], 'ACCESS_DENIED', false);
  for (let call = 0; call < RATE_LIMIT; call++) await fill();

  const of = await measured(
    {
      check: () => Promise.resolve(bareCheck(system.keyring, nextForged())),
      call: bareCall(system, users),
      good: authorized(system, tokens, 'allowed'),
      forged: authorized(system, forged, 'UNAUTHORIZED'),
      reset: authorized(system, [reset.token], 'UNAUTHORIZED'),
      limited: overRate,
    },
    effort,
  );
  const [check, call] = [of('check'), of('call')];
  return {
    title: 'The authorizer',
    about: [
      `The authorizer's function in this process, on the embedded engine, with ${USERS} users in turn: p50 and p99 of ${effort.rounds} calls, CPU time (of this process alone: the engine is another one) and calls a second as medians of ${effort.turns} turns of ${effort.calls} calls. Its log lines are made and dropped.`,
      'The limit of a forged token is a bare HS256 check by `node:crypto`; that of the others the same check and one conditional UpdateItem on the same item, by plain HTTP on a connection that stays open, with Signature Version 4 and no SDK.',
    ],
    columns: ['token', ...COLUMNS],
    rows: [
      ['limit: HS256', ...beside(check, check)],
      ['forged', ...beside(of('forged'), check)],
      ['limit: HS256 + UpdateItem', ...beside(call, call)],
      ['good', ...beside(of('good'), call)],
      ['reset', ...beside(of('reset'), call)],
      ['above its rate', ...beside(of('limited'), call)],
    ],
  };
}
