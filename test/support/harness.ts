import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, paginateScan } from '@aws-sdk/lib-dynamodb';
import { jest } from '@jest/globals';
import type { ScheduledEvent, SQSEvent } from 'aws-lambda';
import Stripe from 'stripe';
import { sweep } from '../../functions/agent/sweep.ts';
import { work } from '../../functions/agent/work.ts';
import { finish } from '../../functions/users/finish-erasures.ts';
import { dynamoDbAccess } from '../../lib/aws.ts';
import type { Ports } from '../../lib/domain/ctx.ts';
import { viewKey } from '../../lib/domain/keys.ts';
import { keyringOf } from '../../lib/domain/tokens.ts';
import { consumed } from '../../lib/http/consumer.ts';
import { contextOf } from '../../lib/http/context.ts';
import type { Uses } from '../../lib/http/endpoint.ts';
import { scheduled } from '../../lib/http/job.ts';
import type { McpOptions } from '../../lib/http/mcp.ts';
import { policyOf, PolicySettings, settingsOf } from '../../lib/config.ts';
import { attachmentGate } from '../../lib/files/gate.ts';
import { noFiles } from '../../lib/files/no-files.ts';
import { s3Files } from '../../lib/files/s3-files.ts';
import { googleIdentity } from '../../lib/identity/google.ts';
import { githubReports } from '../../lib/leaks/github.ts';
import { sesMailer } from '../../lib/mail/ses.ts';
import { stripeBilling } from '../../lib/payments/stripe-billing.ts';
import { stripeClient } from '../../lib/payments/stripe-client.ts';
import { stripeEvents } from '../../lib/payments/stripe-events.ts';
import { stripeHistory } from '../../lib/payments/stripe-history.ts';
import { type DynamoDb, dynamoDb, encoded } from '../../lib/table/dynamodb.ts';
import { Table } from '../../lib/table/table.ts';
import { createTable } from '../../local/stack/dynamodb.ts';
import { LOCAL_PRICE, stripeStandIn } from '../../local/stripe/server.ts';
import { agreeing } from './analyst.ts';
import { type Call, gateway, type GivenAnswer } from './gateway.ts';
import { codesMailedTo, mailsTo } from './inbox.ts';
import { profile } from './profile.ts';

export const PUBLIC = 'clara_public_of_the_tests';
export const PRIVATE = 'clara_private_of_the_tests';
export const WEBHOOK_SECRET = 'whsec_of_the_tests_only';
export const CLIENT_URL = 'https://app.example.com/shop';
export const PASSWORD = 'a rather long: secret';
const STRIPE_KEY = 'sk_test_of_the_tests_only';
const SECRET = 'the signing secret of the tests, long enough';

/** A user id that no user has. */
export const NOBODY = `user_${'0'.repeat(32)}`;

/** What Lambda tells a job of its run. */
export const INVOCATION = {
  awsRequestId: 'run',
  functionName: 'job',
  getRemainingTimeInMillis: () => 240_000,
};

export interface Reply extends Omit<GivenAnswer, 'text'> {
  text: string;
  /** typed for the ids and tokens that tests read from it; the rest is for matchers */
  data: Record<string, string>;
  message: string;
}

/** One DynamoDB request, as it was sent and answered. */
export interface DynamoRequest {
  operation: string;
  units: number;
  /** of its body and, unless it was refused, of its answer's, without what only the harness asks for */
  bytes: number;
}

/** What DynamoDB charges for each request. */
export const charged = (requests: readonly DynamoRequest[]) =>
  requests.map(({ operation, units }) => ({ operation, units }));

export interface HarnessOptions {
  policy?: Partial<ReturnType<typeof policyOf>>;
  ports?: Partial<Ports>;
  corsOrigins?: string[];
  signingSecrets?: [string, ...string[]];
  /** DynamoDB is given up as soon as when deployed; else a busy machine would look like an outage */
  timeouts?: boolean;
  /** what the MCP server holds beside its tools */
  extension?: McpOptions['extension'];
}

/** What the functions of this test file log, whichever API they belong to. */
const log: string[] = [];
for (const level of ['log', 'info', 'warn', 'error'] as const)
  jest.spyOn(console, level).mockImplementation((line: unknown) => void log.push(String(line)));

/** Far ahead of the engine's own clock, by which it may already remove what has expired. */
const START = '2040-11-23T12:00:00.000Z';

let addresses = 0;

/** A whole API of a test's own: its table, its clock, its log. Everything else is real. */
export async function startApi({
  policy,
  ports,
  corsOrigins = ['*'],
  signingSecrets,
  timeouts = false,
  extension,
}: HarnessOptions = {}) {
  const name = `test-${randomBytes(8).toString('hex')}`;
  await createTable(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '', name);

  const clock = {
    now: Date.parse(START),
    advance: (ms: number) => void (clock.now += ms),
  };
  const now = () => clock.now;
  const requests: DynamoRequest[] = [];
  /**
   * Called before and after each request to DynamoDB (`PutItem`), Stripe (`POST /v1/customers`), S3 (`S3 put`)
   * and SQS (`SQS send`), which waits for what they wait for, and fails with what they throw. Where `after` gives
   * `again`, one to DynamoDB is made once more, as its client does when no answer comes.
   */
  const faults: { before?: (request: string) => unknown; after?: (request: string) => unknown } = {};
  const role = new AsyncLocalStorage<{ id?: string; uses: Uses }>();
  /** Requests that would have changed what is never changed. */
  const rewritings: string[] = [];

  const sent = dynamoDb(dynamoDbAccess(), { attempts: 1, ...(!timeouts && { timeoutMs: 60_000 }) });
  const watched: DynamoDb = async (operation, input) => {
    const { id, uses } = role.getStore() ?? {};
    refuseBeyondRole(uses, operation, input);
    for (const rewriting of rewritingsOf(operation, input, id)) {
      rewritings.push(rewriting);
      throw Object.assign(new Error(rewriting), { name: 'AccessDeniedException' });
    }
    await faults.before?.(operation);
    const request = { operation, units: 0, bytes: bytesOf(input) };
    requests.push(request);
    const asked = { ...input, ReturnConsumedCapacity: 'TOTAL' };
    const answer = await sent(operation, asked);
    const { ConsumedCapacity, ...body } = answer as { ConsumedCapacity?: Capacity | Capacity[] };
    request.units = unitsOf(ConsumedCapacity);
    request.bytes += bytesOf(body);
    return (await faults.after?.(operation)) === 'again' ? sent(operation, asked) : answer;
  };
  /** For what a test itself reads and writes: no fault and no role is in its way. */
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));

  /** What was sent to the queue, and was not taken out yet. */
  const messages: { user_id: string; task_id: string }[] = [];
  /** A port whose calls can be lost, as those to DynamoDB and Stripe. */
  const faulty = <T extends object>(service: string, target: T): T => {
    const methods = Object.entries(target as Record<string, (...args: unknown[]) => Promise<unknown>>);
    const wrapped = methods.map(([method, call]) => {
      const run = async (...args: unknown[]) => {
        if (service === 'S3') refuseBeyondFolder(role.getStore()?.uses, method, String(args[0]));
        await faults.before?.(`${service} ${method}`);
        const result = await call(...args);
        await faults.after?.(`${service} ${method}`);
        return result;
      };
      return [method, run];
    });
    return Object.fromEntries(wrapped) as T;
  };

  const origin = 'http://stripe.test';
  const stripe = stripeStandIn({
    origin,
    secrets: [WEBHOOK_SECRET],
    now,
    deliver: async (body, signature) => (await api.settle(body, signature)).status === 200,
  });
  const stripeRequests: string[] = [];
  const httpClient = Stripe.createFetchHttpClient((async (url: string, init: RequestInit) => {
    const request = `${init.method ?? 'GET'} ${new URL(url).pathname}`;
    await faults.before?.(request);
    stripeRequests.push(request);
    const answer = await stripe.app.fetch(new Request(url, init));
    await faults.after?.(request);
    return answer;
  }) as typeof fetch);
  const connected = stripeClient({ secretKey: STRIPE_KEY, apiBase: origin, httpClient });

  // Cheap hashes, so that a test's time goes into what it tests; `passwords.test.ts` uses the real cost.
  const defaults = {
    ...policyOf(settingsOf(PolicySettings, { PROFILE: profile })),
    argon2: { memoryKiB: 64, passes: 1, parallelism: 1 },
  };
  const settings = { policy: { ...defaults, ...policy }, corsOrigins };
  const made: Ports = {
    table: new Table(watched, name, now),
    mail: sesMailer('Clara <no-reply@clara.test>', settings.policy),
    keyring: keyringOf(signingSecrets ?? [SECRET]),
    sharedKeys: { public: [PUBLIC], private: [PRIVATE] },
    frontEnd: {
      publicKey: PUBLIC,
      clientUrl: CLIENT_URL,
      uploadOrigin: 'https://files.example.com',
      mailInboxUrl: undefined,
    },
    shop: {
      rates: [{ lower_limit: 5, upper_limit: 10_000, rate: 100, stripe_price_id: LOCAL_PRICE }],
      clientUrl: CLIENT_URL,
    },
    billing: stripeBilling(connected),
    paymentHistory: stripeHistory(connected),
    signedEvents: stripeEvents([WEBHOOK_SECRET]),
    google: googleIdentity('http://127.0.0.1:9/none', ['client-of-the-tests']),
    leakReports: githubReports('http://127.0.0.1:9/none'),
    gate: attachmentGate,
    files: settings.policy.profile === 'clara' ? faulty('S3', s3Files(name)) : noFiles,
    queue: faulty('SQS', { send: (message) => Promise.resolve(void messages.push(message)) }),
    analyst: agreeing,
    ...ports,
  };
  const port =
    <P extends keyof Ports>(which: P) =>
    () =>
      Promise.resolve(made[which]);
  const live = {
    settings: () => settings,
    now,
    table: port('table'),
    mail: port('mail'),
    keyring: port('keyring'),
    sharedKeys: port('sharedKeys'),
    frontEnd: port('frontEnd'),
    google: port('google'),
    shop: port('shop'),
    billing: port('billing'),
    paymentHistory: port('paymentHistory'),
    signedEvents: port('signedEvents'),
    leakReports: port('leakReports'),
    gate: port('gate'),
    files: port('files'),
    queue: port('queue'),
    analyst: port('analyst'),
  };
  const send = gateway(live, (declared, what) => role.run(declared, what), extension);

  const secrets = new Set<string>([PUBLIC, PRIVATE, WEBHOOK_SECRET, STRIPE_KEY, SECRET, PASSWORD]);
  const keepSecrets = (text: string) => {
    for (const [token] of text.matchAll(/clara_(?:user|api)_[\w.-]+/g)) secrets.add(token);
  };

  const newEmail = (): string => {
    const email = `someone-${name.slice(5)}-${addresses++}@example.com`;
    secrets.add(email);
    return email;
  };

  const api = {
    clock,
    requests,
    faults,
    live,
    client,
    tableName: name,
    log,
    secrets,

    /** @param auth the `Authorization` header, whole */
    async call(
      method: string,
      path: string,
      auth?: string,
      body?: unknown,
      more: Partial<Call> = {},
    ): Promise<Reply> {
      const json = body !== undefined && { 'Content-Type': 'application/json' };
      const answer = await send({
        method,
        path,
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        ...more,
        headers: { ...json, ...(auth !== undefined && { Authorization: auth }), ...more.headers },
      });
      keepSecrets(answer.text);
      const isJson = answer.headers['content-type']?.startsWith('application/json');
      const parsed = (answer.text && isJson ? JSON.parse(answer.text) : {}) as Pick<
        Reply,
        'data' | 'message'
      >;
      return { ...answer, data: parsed.data, message: parsed.message };
    },

    mails: mailsTo,

    /** The newest code that was mailed to an address. */
    async code(to: string): Promise<string> {
      const codes = await codesMailedTo(to);
      const code = codes.at(-1);
      if (!code) throw new Error(`no code was mailed to ${to}`);
      secrets.add(code);
      return code;
    },

    newEmail,

    /** The API key that the boilerplate does not show: but for its profile, the authorizer would take it. */
    async hiddenKey(user_id: string): Promise<string> {
      const ctx = await contextOf<'user_not_found' | 'unauthorized', 'table' | 'keyring'>(
        'test',
        'test',
        live,
        ['table', 'keyring'],
      );
      const { token } = await viewKey(ctx, user_id, { kind: 'PRIVATE' });
      secrets.add(token);
      return `Bearer ${token}`;
    },

    /** Everything the table holds. */
    async items(): Promise<Record<string, unknown>[]> {
      const found: Record<string, unknown>[] = [];
      const pages = paginateScan({ client }, { TableName: name, ConsistentRead: true });
      for await (const { Items = [] } of pages) found.push(...Items);
      return found;
    },

    /** The stand-in for Stripe, its client, and the requests that our own code sent it. */
    stripe: { ...stripe, client: connected, requests: stripeRequests },

    /** Posts a webhook. */
    settle: (body: string, signature: string, more: Partial<Call> = {}): Promise<Reply> =>
      api.call('POST', '/stripe/settle', undefined, body, {
        ...more,
        headers: { 'Stripe-Signature': signature },
      }),

    /** What the stand-in's control API answers. */
    async control<T = Record<string, string>>(path: string, body?: unknown): Promise<T> {
      const init = { method: 'POST', ...(body !== undefined && { body: JSON.stringify(body) }) };
      const answer = await stripe.app.request(`${origin}/_control${path}`, init);
      const given: unknown = await answer.json();
      if (answer.status !== 200) throw new Error(JSON.stringify(given));
      return given as T;
    },

    messages,

    /** Hands the worker what the queue says, as Lambda does. @returns which messages must come again */
    async work(...of: { user_id: string; task_id: string }[]): Promise<string[]> {
      const Records = of.map((message) => ({ messageId: message.task_id, body: JSON.stringify(message) }));
      return api.workOn(Records);
    },
    async workOn(Records: { messageId: string; body: string }[]): Promise<string[]> {
      const { batchItemFailures } = await role.run(work, () =>
        consumed(work, live)({ Records } as SQSEvent, INVOCATION),
      );
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },

    sweep: (): Promise<void> =>
      role.run(sweep, () => scheduled(sweep, live)({} as ScheduledEvent, INVOCATION)),

    finishErasures: (): Promise<void> =>
      role.run(finish, () => scheduled(finish, live)({} as ScheduledEvent, INVOCATION)),

    /** A registered, inactive user. */
    async registered(email = newEmail(), password = PASSWORD): Promise<RegisteredUser> {
      secrets.add(email).add(password);
      const names = { first_name: 'Ada', last_name: 'Lovelace' };
      const body = { ...names, email, password };
      const { id = '', token = '' } = demand(
        201,
        await api.call('POST', '/auth/register', PUBLIC, body),
      ).data;
      return { email, password, id, token, bearer: `Bearer ${token}` };
    },

    /** An active user with its API key; in the boilerplate, which has none, its session's token does what a key may. */
    async user(email?: string): Promise<RegisteredUser & { key: string }> {
      const user = await api.registered(email);
      const code = await api.code(user.email);
      demand(200, await api.call('POST', `/users/${user.email}/activate`, PUBLIC, { code }));
      const { token } =
        settings.policy.profile === 'clara'
          ? demand(200, await api.call('GET', `/users/${user.id}/api_key`, user.bearer)).data
          : user;
      return { ...user, key: `Bearer ${token}` };
    },

    login: (email: string, password = PASSWORD, body?: unknown, more?: Partial<Call>): Promise<Reply> =>
      api.call('POST', '/auth/session', basic(email, password), body, more),

    /** Mails a code of a type and reads it. */
    async newCode(email: string, type: string): Promise<string> {
      const auth = type === 'DELETE_ACCOUNT' ? PRIVATE : PUBLIC;
      demand(201, await api.call('POST', `/users/${email}/otp/${type}`, auth));
      return api.code(email);
    },

    /** Every test file ends with this: nothing secret reached the log, and nothing tried to rewrite history. */
    refuseLeaks(): void {
      const text = log.join('\n');
      // A mailed code has only six digits: inside an id or a time they stand by chance.
      const isLogged = (secret: string) =>
        /^\d{6}$/.test(secret)
          ? new RegExp(`(?<![\\w-]|\\d[.])${secret}(?![\\w-]|[.]\\d)`).test(text)
          : text.includes(secret);
      const leaked = [...secrets].filter(isLogged);
      if (leaked.length > 0) throw new Error(`the log holds ${leaked.length} secrets`);
      if (rewritings.length > 0) throw new Error(rewritings.join('\n'));
    },
  };
  return api;
}

/** What a test stands on must be there; else this says what was answered instead. */
function demand(status: number, reply: Reply): Reply {
  if (reply.status === status) return reply;
  throw new Error(`${status} was needed: ${reply.status} ${reply.text}\n${log.at(-1)}`);
}

export interface RegisteredUser {
  email: string;
  password: string;
  id: string;
  token: string;
  bearer: string;
}

export type Api = Awaited<ReturnType<typeof startApi>>;
export type User = Awaited<ReturnType<Api['user']>>;

export const basic = (email: string, password: string) =>
  `Basic ${Buffer.from(`${email}:${password}`).toString('base64')}`;

interface Capacity {
  CapacityUnits?: number;
}
const unitsOf = (consumed: Capacity | Capacity[] | undefined): number =>
  [consumed ?? []].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);

const bytesOf = (body: object) => Buffer.byteLength(JSON.stringify(encoded(body)));

const ACTIONS: Record<string, string> = { Put: 'PutItem', Update: 'UpdateItem', Delete: 'DeleteItem' };

/** Does what the function's IAM role will do: refuses an action that its declaration does not name. */
function refuseBeyondRole(
  uses: Uses | undefined,
  operation: string,
  { TransactItems: items }: { TransactItems?: Record<string, unknown>[] },
): void {
  if (!uses) return;
  const names = items ? items.flatMap((item) => Object.keys(item).map((key) => ACTIONS[key] ?? key)) : [];
  for (const action of items ? names : [operation])
    if (!uses.table?.some((allowed) => allowed === action))
      throw Object.assign(new Error(`the role lacks ${action}`), { name: 'AccessDeniedException' });
}

interface Writing {
  Item?: Record<string, unknown>;
  Key?: Record<string, unknown>;
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
}

/**
 * The audit trail and the ledger are append-only: a record or an entry is put where none stands, and then left alone. Only
 * a registration takes back what it just made, when its mail cannot be sent.
 * @returns what of a request would break that
 */
function rewritingsOf(operation: string, input: object, route = 'no route'): string[] {
  const { TransactItems } = input as { TransactItems?: Record<string, Writing>[] };
  const writings: [string, Writing][] = TransactItems
    ? TransactItems.flatMap((item) => Object.entries(item))
    : [[operation.replace(/Item$/, ''), input]];
  return writings.flatMap(
    ([action, { Item, Key, ConditionExpression = '', ExpressionAttributeNames = {} }]) => {
      const named = (expression: string) =>
        expression.replace(/#\w+/g, (name) => ExpressionAttributeNames[name] ?? name);
      const { pk, sk } = Item ?? Key ?? {};
      const isHistory = String(pk).startsWith('AUDIT#') || String(sk).startsWith('transaction_');
      const isFine =
        !['Put', 'Update', 'Delete'].includes(action) ||
        (action === 'Put' && named(ConditionExpression) === 'attribute_not_exists(pk)') ||
        (action === 'Delete' && route === 'auth.register');
      return isHistory && !isFine ? [`${route}: ${action} of ${String(pk)} ${String(sk)}`] : [];
    },
  );
}

const FILE_ACTIONS: Record<string, string> = {
  get: 'GetObject',
  put: 'PutObject',
  remove: 'DeleteObject',
  uploadUrl: 'PutObject',
};

/** The same for the files: each action is allowed on a folder. */
function refuseBeyondFolder(uses: Uses | undefined, method: string, key: string): void {
  const use = `${FILE_ACTIONS[method] ?? method} ${key.split('/')[0] ?? ''}`;
  if (uses && !uses.files?.some((allowed) => allowed === use))
    throw Object.assign(new Error(`the role lacks ${use}`), { name: 'AccessDenied' });
}
