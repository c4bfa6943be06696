import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { routes } from '../../functions/routes.ts';
import { dynamoDbAccess } from '../../lib/aws.ts';
import { attachmentGate } from '../../lib/files/gate.ts';
import { s3Files } from '../../lib/files/s3-files.ts';
import { stripeBilling } from '../../lib/payments/stripe-billing.ts';
import { stripeClient } from '../../lib/payments/stripe-client.ts';
import { stripeEvents } from '../../lib/payments/stripe-events.ts';
import { dynamoDb } from '../../lib/table/dynamodb.ts';
import { Access, Account } from '../../lib/table/entities.ts';
import { keyOf } from '../../lib/table/entity.ts';
import { type Cost, COSTS } from '../../local/build/capacity.ts';
import { LOCAL_SECRETS } from '../../local/stack/stack.ts';
import { type Backend, backend, type BenchUser } from './backend.ts';
import { type BenchCall, callsOn } from './calls.ts';
import { rawDynamoDb } from './raw-dynamodb.ts';
import type { Section } from './report.ts';
import { handled, type Prepared, sent } from './sending.ts';
import { inTurn, ratio, takingTurns, timed, type Timing, timingOf } from './statistics.ts';

/** The stack's own table: what is written there, its functions find. */
const STACK_TABLE = 'clara-backend-local';
const NOTHING: Cost = { dynamodb: 0, reads: 0, writes: 0, bytes: 0, stripe: 0 };

type File = keyof typeof routes;

export interface Rounds {
  /** calls of each that only reads */
  reads: number;
  /** of each that writes, or asks Stripe */
  writes: number;
  /** of each over HTTP */
  http: number;
}

export async function endpoints(rounds: Rounds): Promise<Section> {
  const stripe = stripeClient({
    secretKey: 'sk_test_clara_local',
    apiBase: process.env.TEST_STRIPE_URL ?? '',
  });
  const billing = stripeBilling(stripe);
  // What is not called over HTTP lies in a table of its own, where no sweep of the stack finds it.
  const [here, there] = [await backend(), await backend({ name: STACK_TABLE })];
  const calls = await callsOn(here, billing);
  const overHttp = await callsOn(there, billing);
  const port =
    <T>(made: T) =>
    () =>
      Promise.resolve(made);
  const live = {
    ...here.live(),
    billing: port(billing),
    signedEvents: port(stripeEvents([LOCAL_SECRETS.STRIPE_WEBHOOK_SECRET])),
    files: port(s3Files('clara-files')),
    gate: port(attachmentGate),
    // No worker shall take the processor from what is timed next.
    queue: port({ send: () => Promise.resolve() }),
    google: port({
      verify: (id: string) =>
        Promise.resolve({ id, email: 'ada@example.com', first_name: null, last_name: null }),
    }),
    leakReports: port({
      read: (body: Buffer) => Promise.resolve([{ token: body.toString(), type: 'clara_api_key' }]),
    }),
  };
  const files = Object.keys(calls) as File[];
  const handlers = Object.fromEntries(
    files.map((file) => [file, handled(routes[file], calls[file], live)]),
  ) as Record<File, Prepared>;
  const limits = await limitsOf(here);
  /** what each call asks of DynamoDB, as kinds of bare requests */
  const asked = {} as Record<File, Bare[]>;
  for (const file of files) {
    const call = await handlers[file]();
    const { operations } = await here.askedBy(call);
    const { dynamodb } = costOf(calls[file]);
    // Else it is not the call whose cost stands beside its time.
    if (operations.length !== dynamodb) throw new Error(`${file} made ${operations.join()}, not ${dynamodb}`);
    asked[file] = operations.map(kindOf);
  }

  /** Times handlers, each limit of theirs, and what else. */
  const inProcess = async (
    which: (cost: Cost) => boolean,
    count: number,
    more: Record<string, Prepared> = {},
  ) => {
    const some = files.filter((file) => which(costOf(calls[file])));
    const bare = Object.fromEntries(
      some.flatMap((file) => (asked[file].length > 0 ? [[asked[file].join(), limits.of(asked[file])]] : [])),
    );
    const contestants = {
      ...bare,
      ...more,
      ...Object.fromEntries(some.map((file) => [file, handlers[file]])),
    };
    return timesOf(contestants, count);
  };
  const isRead = ({ writes, stripe }: Cost) => writes + stripe === 0;
  const reads = await inProcess(isRead, rounds.reads, limits.single);
  const writes = await inProcess((cost) => !isRead(cost), rounds.writes);
  const open = files.filter((file) => !calls[file].notOverHttp);
  const http = await timesOf(
    Object.fromEntries(open.map((file) => [file, sent(routes[file], overHttp[file])])),
    rounds.http,
  );
  const health = http['misc/health'];

  const beside = (times?: Timing, limit?: Timing) => [
    times?.p50 ?? '',
    times && limit ? ratio(times.p50, limit.p50) : '',
    times?.p99 ?? '',
    times && limit ? ratio(times.p99, limit.p99) : '',
  ];
  const closed = files.filter((file) => calls[file].notOverHttp);
  return {
    title: 'Endpoints',
    about: [
      `Each route's plain call: what it asks of DynamoDB, beside the authorizer (requests, read and write units, and bytes that go there and come back, as \`local/build/capacity.ts\` has them and a test holds them), and what it takes. First through its handler in this process, without the authorizer; then over HTTP through the whole of \`npm start\`: gateway, serverless-offline, authorizer and function. ${rounds.reads} calls of each that only reads, ${rounds.writes} of each that writes or asks Stripe, and ${rounds.http} over HTTP, in turns; what a call uses up is made before it and is not timed.`,
      `The limit in this process is as many bare requests of the same kinds, one after the other, by plain HTTP: a GetItem for whatever reads, an UpdateItem for one write, a TransactWriteItems of four items for a transaction. Over HTTP it is \`GET /health\`, which asks nobody anything. Beside the bare GetItem stands the same one by our client and by AWS's SDK.`,
      `Passwords are hashed by argon2id at full cost where there are any: when registering, logging in and changing one. Stripe and S3 are the stand-ins. In this process no mail is sent and no worker woken, and what Google and GitHub sign is taken as proven. Lists have a few entries where they are costed, \`GET /users\` one user, and pages of ten where they are timed. Not over HTTP: ${closed.map((file) => `${nameOf(file)}, ${calls[file].notOverHttp}`).join('; ')}.`,
    ],
    columns: [
      'call',
      'requests',
      'read units',
      'write units',
      'bytes',
      'p50 ms',
      '× limit',
      'p99 ms',
      '× limit',
      'HTTP p50 ms',
      '× health',
      'HTTP p99 ms',
      '× health',
    ],
    rows: [
      ...Object.keys(limits.single).map((name): Section['rows'][number] => [
        name,
        ...['', '', '', ''],
        ...beside(reads[name], reads[name.startsWith('limit') ? name : LIMIT]),
        ...['', '', '', ''],
      ]),
      ...files.map((file): Section['rows'][number] => {
        const { dynamodb, reads: units, writes: written, bytes } = costOf(calls[file]);
        const times = isRead(costOf(calls[file])) ? reads : writes;
        const costs = [dynamodb, units, written, bytes];
        const limit = times[asked[file].join()];
        return [nameOf(file), ...costs, ...beside(times[file], limit), ...beside(http[file], health)];
      }),
    ],
  };
}

const nameOf = (file: File) => `${routes[file].method} ${routes[file].path}`;
const costOf = ({ cost }: BenchCall): Cost => (cost ? COSTS[cost] : NOTHING);

async function timesOf(
  contestants: Record<string, Prepared>,
  rounds: number,
): Promise<Record<string, Timing | undefined>> {
  const times = await takingTurns(contestants, rounds, async (prepare) => timed(await prepare()));
  return Object.fromEntries(Object.entries(times).map(([name, values]) => [name, timingOf(values)]));
}

const LIMIT = 'limit: GetItem';
type Bare = 'read' | 'write' | 'transaction';
const READS = new Set(['GetItem', 'BatchGetItem', 'Query', 'Scan']);
const kindOf = (operation: string): Bare =>
  READS.has(operation) ? 'read' : operation === 'TransactWriteItems' ? 'transaction' : 'write';

/** The least that requests take, of each kind. */
async function limitsOf(system: Backend) {
  const users = await system.users(40);
  const next = inTurn(users);
  const raw = rawDynamoDb(system.endpoint);
  const TableName = system.name;
  const update = (of: typeof Access | typeof Account, { id }: BenchUser) => {
    const { pk, sk } = keyOf(of, { user_id: id });
    return {
      TableName,
      Key: { pk: { S: pk }, sk: { S: sk } },
      UpdateExpression: 'SET used_at = :now',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':now': { N: String(Date.now()) } },
    };
  };
  const done = async (action: string, input: object) => {
    const answer = (await raw(action, input)) as { __type?: string };
    if (answer.__type !== undefined) throw new Error(JSON.stringify(answer));
  };
  const bare: Record<Bare, () => Promise<void>> = {
    read: () => {
      const { TableName, Key } = update(Account, next());
      return done('GetItem', { TableName, Key, ConsistentRead: true });
    },
    write: () => done('UpdateItem', update(Access, next())),
    transaction: () => {
      const items = [next(), next()].flatMap((user) => [update(Access, user), update(Account, user)]);
      return done('TransactWriteItems', { TransactItems: items.map((Update) => ({ Update })) });
    },
  };
  const client = dynamoDb({ ...dynamoDbAccess(), endpoint: system.endpoint }, { attempts: 1 });
  const sdk = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: system.endpoint, maxAttempts: 1 }));
  const get = () => ({ TableName, ConsistentRead: true, Key: keyOf(Account, { user_id: next().id }) });
  const ready =
    (work: () => Promise<unknown>): Prepared =>
    () =>
      Promise.resolve(work);
  return {
    /** one request of each kind, and beside the first one what a client takes */
    single: {
      [LIMIT]: ready(bare.read),
      'GetItem by our client': ready(() => client('GetItem', get())),
      'GetItem by the SDK': ready(() => sdk.send(new GetCommand(get()))),
      'limit: UpdateItem': ready(bare.write),
      'limit: TransactWriteItems': ready(bare.transaction),
    },
    of: (kinds: readonly Bare[]): Prepared =>
      ready(async () => {
        for (const kind of kinds) await bare[kind]();
      }),
  };
}
