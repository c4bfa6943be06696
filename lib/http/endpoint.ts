import type { APIGatewayProxyEvent } from 'aws-lambda';
import type * as z from 'zod/mini';
import { type Caller, RATE_LIMIT } from '../domain/access.ts';
import type { Ctx, Ports } from '../domain/ctx.ts';
import { idOf } from '../domain/ids.ts';
import { type ErrorCode, Failure } from '../errors.ts';
import type { Profile } from '../profile.ts';
import { fromContext } from './caller.ts';
import { contextOf, type Live, type Runtime } from './context.ts';
import { type Answer, success } from './envelope.ts';
import { faultsIn } from './faults.ts';
import { pipeline, type Trace } from './pipeline.ts';
import { basicCredentials, idempotencyKeyOf, isForm, jsonBody, parsed, pathOf, queryOf } from './request.ts';

const SAFE_METHODS = ['GET', 'HEAD'];
const MAX_BODY_BYTES = 64 * 1024;
const MAX_FORM_JSON_BYTES = 1024 * 1024;
/** Of a caller that has not proven who it is: then no schema and no pattern has much to work on. */
const MAX_STRANGERS_BODY_BYTES = 4 * 1024;

/** RFC 7617 §2. */
const BASIC_CHALLENGE = 'Basic realm="account", charset="UTF-8"';
const OPEN_TO_STRANGERS: readonly string[] = ['PUBLIC', 'BASIC', 'NOBODY'];

/** How many bytes of JSON a route takes. */
export function maxBodyBytes({ callers, form }: { callers: readonly string[]; form?: unknown }): number {
  if (form) return MAX_FORM_JSON_BYTES;
  return callers.some((kind) => OPEN_TO_STRANGERS.includes(kind)) ? MAX_STRANGERS_BODY_BYTES : MAX_BODY_BYTES;
}

/** BASIC: the endpoint checks an e-mail and a password itself. NOBODY: open to all, whatever they send. */
interface Callers {
  PUBLIC: { kind: 'PUBLIC' };
  PRIVATE: { kind: 'PRIVATE' };
  USER: Extract<Caller, { kind: 'USER' }>;
  KEY: Extract<Caller, { kind: 'KEY' }>;
  BASIC: { kind: 'BASIC'; email: string; password: string };
  NOBODY: { kind: 'NOBODY' };
}
export type CallerKind = keyof Callers;

type AnyCaller = Callers[CallerKind];

export type TableAction =
  'GetItem' | 'BatchGetItem' | 'Query' | 'Scan' | 'PutItem' | 'UpdateItem' | 'DeleteItem';

/** The ports an endpoint uses and, of the table and of each folder of the files, the actions it may do; its role is made of this. */
export type Uses = {
  readonly table?: readonly TableAction[];
  readonly files?: readonly `${'GetObject' | 'PutObject' | 'DeleteObject'} ${'tasks' | 'uploads'}`[];
} & {
  readonly [P in Exclude<keyof Ports, 'table' | 'files'>]?: true;
};

type Holes<Path> = Path extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;

interface Input<Path extends string, K extends CallerKind> {
  caller: Callers[K];
  path: Record<Holes<Path>, string>;
  /** the caller's address, as the gateway saw it; forwarded headers are not believed */
  address: string;
  /** what the caller names the call by, where the endpoint is `idempotent` and the caller does */
  idempotencyKey: string | undefined;
}

/** An answer whose sentence is not the endpoint's usual one, or that says something in a header. */
export class Reply<T> {
  readonly data: T;
  readonly message: string;
  readonly headers: Record<string, string>;
  constructor(data: T, message: string, headers: Record<string, string> = {}) {
    this.data = data;
    this.message = message;
    this.headers = headers;
  }
}

export interface Endpoint<
  Path extends string = string,
  K extends CallerKind = CallerKind,
  Body = unknown,
  Query = unknown,
  Out = unknown,
  E extends ErrorCode = ErrorCode,
  U extends Uses = Uses,
  Admitted = unknown,
> {
  /** `<module>.<action>`; the name of the function and, for what agents may call, of the MCP tool */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** below `/api/v1` */
  path: Path;
  summary: string;
  callers: readonly [K, ...K[]];
  /** the profile that alone has it; absent: every profile has */
  only?: Profile;
  /** Open to an inactive account, and to one without a first or last name. */
  inactiveToo?: true;
  /** Takes an `Idempotency-Key`. */
  idempotent?: true;
  /** Agents may call it, as the MCP tool of its id. `opensWorld`: it reaches beyond Clara. */
  tool?: { title: string; opensWorld?: true };
  body?: z.ZodMiniType<Body>;
  /**
   * Takes the body as multipart/form-data, too, its files as `files`; and JSON of up to 1 MB. The parser is given here
   * (`formBody`), so that only who takes forms carries it.
   */
  form?: (event: APIGatewayProxyEvent) => Promise<object | undefined>;
  /** `data` of a success; null where there is none */
  output: z.ZodMiniType<Out> | null;
  status: 200 | 201 | 204;
  message: string;
  /** the other sentences that a `Reply` of it may bring */
  otherMessages?: readonly string[];
  /** what it can fail with, beyond the refusals that every route of its kind gives */
  errors: readonly E[];
  uses: U;
  query?: z.ZodMiniType<Query>;
  /** MB; a function that hashes passwords wants the full vCPU that comes with 1,769 */
  memory?: number;
  /** s; API Gateway waits for 29 at most */
  timeout?: number;
  /** Who the credentials or the path stand for, decided before the body is looked at. */
  admit?: (ctx: Ctx<E, keyof U & keyof Ports>, input: Input<Path, K>) => Promise<Admitted>;
  run: (
    ctx: Ctx<E, keyof U & keyof Ports>,
    input: Input<Path, K> & { body: Body; query: Query; admitted: Admitted },
  ) => Promise<Out | Reply<Out>> | Out;
}

/** Any endpoint or webhook, to those that read its declaration and do not run it. SIGNATURE: the body proves itself. */
export type Declaration = Omit<Endpoint, 'callers' | 'admit' | 'run' | 'body' | 'query' | 'output'> & {
  callers: readonly (CallerKind | 'SIGNATURE')[];
  /** the header that carries a signature, in lower case */
  signature?: string;
  body?: z.ZodMiniType;
  query?: z.ZodMiniType;
  output: z.ZodMiniType | null;
};

/** What answers outside of `/api/v1`, and not in the envelope; to those that read its declaration. */
export type RootDeclaration = Pick<
  Declaration,
  'id' | 'method' | 'path' | 'summary' | 'callers' | 'only' | 'uses' | 'memory' | 'timeout'
> & { alsoAt?: string };

/** The methods that a call is taken by: what anyone may read answers HEAD as well (RFC 9110 §9.1), as uptime monitors ask. */
export const methodsFor = ({
  method,
  callers,
}: Pick<Declaration | RootDeclaration, 'method' | 'callers'>): readonly string[] =>
  method === 'GET' && callers.includes('NOBODY') ? SAFE_METHODS : [method];

/** Declares an endpoint. `callers` is required: "nobody" must be written out. */
export const endpoint = <
  const Path extends string,
  const K extends CallerKind,
  const E extends ErrorCode,
  const U extends Uses,
  Body = undefined,
  Query = undefined,
  Out = null,
  Admitted = undefined,
>(
  definition: Endpoint<Path, K, Body, Query, Out, E, U, Admitted>,
) => definition;

/** The Lambda handler of an endpoint. */
export function lambda<
  Path extends string,
  K extends CallerKind,
  Body,
  Query,
  Out,
  E extends ErrorCode,
  U extends Uses,
  Admitted,
>(route: Endpoint<Path, K, Body, Query, Out, E, U, Admitted>, live: Runtime & Live<keyof U & keyof Ports>) {
  const kinds: readonly string[] = route.callers;
  const ports = Object.keys(route.uses) as (keyof U & keyof Ports)[];

  return pipeline(route.id, live, (event, trace) => {
    if (kinds.includes('BASIC')) trace.challenge = BASIC_CHALLENGE;
    const caller = callerOf(event, kinds);
    traceCaller(trace, caller);
    return answered(event, caller as Callers[K]);
  });

  async function answered(event: APIGatewayProxyEvent, caller: Callers[K]): Promise<Answer> {
    const path = pathOf(route.path, event) as Record<Holes<Path>, string> & { user_id?: string };
    admitCaller(route, kinds, caller, path.user_id);
    const ctx = await contextOf<E, keyof U & keyof Ports>(
      route.id,
      event.requestContext.requestId,
      live,
      ports,
      caller.kind,
    );
    const idempotencyKey = route.idempotent && idempotencyKeyOf(event);
    const input = { caller, path, address: event.requestContext.identity.sourceIp, idempotencyKey };
    const admitted = (await route.admit?.(ctx, input)) as Admitted;
    const query = (route.query && parsed(route.query, queryOf(event), 'the query')) as Query;
    const body = (await bodyOf(event)) as Body;
    const result = await route.run(ctx, { ...input, admitted, query, body });
    const { data, message, headers } = result instanceof Reply ? result : new Reply(result, route.message);
    const answer = success(route.status, route.output ? route.output.parse(data) : null, message);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }

  async function bodyOf(event: APIGatewayProxyEvent): Promise<unknown> {
    if (!route.body) return undefined;
    const form = isForm(event) ? route.form : undefined;
    const json = form ? await form(event) : jsonBody(event, maxBodyBytes(route));
    if (route.form && !form && json && Object.hasOwn(json, 'files'))
      throw new Failure('invalid_request', 'only a form brings files', {
        detail: '`files` come in a form (multipart/form-data), or as `upload_ids`.',
      });
    if (!json && !route.body.safeParse(undefined).success) throw emptyBody(route.body);
    return parsed(route.body, json, 'the body');
  }
}

/** There is no body; what it would have to hold is told. */
function emptyBody(schema: z.ZodMiniType): Failure {
  const { error } = schema.safeParse({});
  return new Failure('body_empty', 'no body', { detail: error && faultsIn(error.issues, {}) });
}

/** Notes who calls, and tells a caller of its rate. */
export function traceCaller(trace: Trace, caller: AnyCaller): void {
  trace.fields.caller = caller.kind;
  if (!('user_id' in caller)) return;
  trace.fields.user_id = caller.user_id;
  Object.assign(trace.headers, {
    'RateLimit-Limit': RATE_LIMIT,
    'RateLimit-Remaining': caller.remaining,
    'RateLimit-Reset': 1,
  });
}

function callerOf(event: APIGatewayProxyEvent, kinds: readonly string[]): AnyCaller {
  if (kinds.includes('NOBODY')) return { kind: 'NOBODY' };
  if (kinds.includes('BASIC')) {
    const credentials = basicCredentials(event.headers.authorization);
    if (!credentials) throw new Failure('unauthorized', 'no basic credentials');
    return { kind: 'BASIC', ...credentials };
  }
  const caller = fromContext(event.requestContext.authorizer);
  if (!caller) throw new Failure('unauthorized', 'the authorizer named no caller');
  return caller;
}

const UserId = idOf('user');

/** Active account (401) → a kind of caller the route takes → the path's user is the caller (403). */
function admitCaller(
  { inactiveToo }: Pick<Endpoint, 'inactiveToo'>,
  kinds: readonly string[],
  caller: AnyCaller,
  pathUser: string | undefined,
): void {
  if ('user_id' in caller && !inactiveToo && !(caller.is_active && caller.is_named))
    throw new Failure('inactive', 'the account is inactive or lacks a name');
  if (!kinds.includes(caller.kind)) throw new Failure('forbidden', `the route takes no ${caller.kind}`);
  if ('user_id' in caller && pathUser !== undefined && pathUser !== caller.user_id)
    throw new Failure('forbidden', 'the path is another user’s');
  if (pathUser !== undefined && !UserId.safeParse(pathUser).success)
    throw new Failure('user_not_found', 'the path holds no user id');
}
