import { existsSync, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { createInterface } from 'node:readline';
import { type Profile, PROFILES } from '../../lib/profile.ts';
import { bundle } from '../build/bundle.ts';
import { functionsOf } from '../build/functions.ts';
import { startChild, untilReady } from './child.ts';
import { createTable, LOCAL_CREDENTIALS, startDynamoDb } from './dynamodb.ts';
import { startGateway } from './gateway.ts';
import { queueUrl, startQueue } from './queue.ts';
import { serveS3 } from '../files/s3-stand-in.ts';
import { LOCAL_PRICE, serveStripe } from '../stripe/server.ts';

const root = join(import.meta.dirname, '../..');

/** The block of ports that one stack takes, from PORT on. */
export const portsFrom = (first: number) => ({
  api: first,
  mail: first + 1,
  stripe: first + 2,
  dynamodb: first + 3,
  offline: first + 4,
  offlineLambda: first + 5,
  files: first + 6,
  queue: first + 7,
});

/** Local keys: public knowledge, good for nothing but a stack on this machine. */
export const LOCAL_SECRETS = {
  SIGNING_SECRETS: 'clara-local-signing-secret-of-no-value',
  PUBLIC_API_KEY: 'clara_public_local',
  PRIVATE_API_KEY: 'clara_private_local',
  STRIPE_WEBHOOK_SECRET: 'whsec_clara_local',
};

/** As serverless.yml names them at stage `local`. */
const STACK_NAME = 'clara-backend-local';
const TABLE_NAME = STACK_NAME;

/** Schedules do not run under serverless-offline: of all jobs, this one makes up for what a stop leaves behind. */
const SWEEP_MS = 30_000;

type LocalPorts = ReturnType<typeof portsFrom>;

/** With a key of its own in the environment, a stack talks to Stripe itself. */
const hasOwnStripe = () => Boolean(process.env.STRIPE_SECRET_KEY);

/** Which of the two systems a stack is, by PROFILE in its environment. */
export function ownProfile(): Profile {
  const given = process.env.PROFILE || 'clara';
  const profile = PROFILES.find((each) => each === given);
  if (!profile) throw new Error(`PROFILE is ${PROFILES.join(' or ')}, not "${given}".`);
  return profile;
}

/** Everything that the functions of a stack read from their environment; what the environment already says goes first. */
export function localEnvironment(
  profile: Profile,
  ports: LocalPorts,
  dynamodb: string,
): Record<string, string | undefined> {
  const standIn = {
    STRIPE_SECRET_KEY: 'sk_test_clara_local',
    STRIPE_API_BASE: `http://127.0.0.1:${ports.stripe}`,
    CREDIT_RATES: JSON.stringify([
      { lower_limit: 5, upper_limit: 10_000, rate: 100, stripe_price_id: LOCAL_PRICE },
    ]),
  };
  return {
    // Its own pages, by either name of this machine. Whoever has a page of another origin names it.
    CORS_ORIGINS: `http://127.0.0.1:${ports.api},http://localhost:${ports.api}`,
    MAIL_FROM: 'Clara <no-reply@clara.local>',
    // The boilerplate has no page of its own: there, this is where yours would be.
    CLIENT_URL: `http://127.0.0.1:${ports.api}${profile === 'clara' ? '/console' : ''}`,
    // Whatever is missing here, is missing at once.
    WEBHOOK_GRACE_SECONDS: '0',
    TASK_WAKE_SECONDS: '30',
    ...LOCAL_SECRETS,
    ...(!hasOwnStripe() && standIn),
    ...process.env,
    ...LOCAL_CREDENTIALS,
    PROFILE: profile,
    TABLE_NAME,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    MAIL_INBOX_URL: `http://127.0.0.1:${ports.mail}`,
    AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${ports.mail}`,
    ...(profile === 'clara' && {
      FILES_BUCKET: 'clara-files',
      QUEUE_URL: queueUrl(ports.queue),
      AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${ports.files}`,
      AWS_ENDPOINT_URL_SQS: `http://127.0.0.1:${ports.queue}`,
    }),
  };
}

/** For what is run by hand: unless a table is named, the one of a running `npm start` on the same PORT is meant. */
export function useRunningStack(): void {
  const settings = join(root, '.env');
  if (existsSync(settings)) process.loadEnvFile(settings);
  if (process.env.TABLE_NAME) return;
  const ports = portsFrom(Number(process.env.PORT ?? 3000));
  const dynamodb = process.env.DYNAMODB_ENDPOINT ?? `http://127.0.0.1:${ports.dynamodb}`;
  Object.assign(process.env, localEnvironment(ownProfile(), ports, dynamodb));
}

/** Where a stack keeps its data, unless it is told otherwise. */
export const folderOf = (port: number) => join(root, '.local', String(port));
/** Where in there the tables lie. */
export const databaseFolder = (folder: string) => join(folder, 'dynamodb');

export interface StackOptions {
  profile: Profile;
  port: number;
  /** empty the data first */
  fresh: boolean;
  /** where the data lies */
  folder: string;
  /** told of each part as it comes up */
  say: (part: string) => void;
}

export interface Stack {
  /** where its functions were bundled to */
  build: string;
  /** the API's base, `/api/v1` included */
  url: string;
  mailUrl: string;
  /** the stand-in; undefined: Stripe itself */
  stripeUrl: string | undefined;
  dynamodbUrl: string;
  /** Clara's alone */
  filesUrl?: string;
  queueUrl?: string;
  stop: () => Promise<void>;
}

/** Starts the whole system on 127.0.0.1. What it started before something fails, it stops. */
export async function startStack({ profile, port, fresh, folder, say }: StackOptions): Promise<Stack> {
  const ports = portsFrom(port);
  refuseUnusableStripe();
  for (const taken of Object.values(ports)) await refuseTaken(taken, port);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.reverse().splice(0)) await each();
  };
  try {
    if (fresh) await rm(folder, { recursive: true, force: true });
    const build = join(folder, 'build');
    const sizes = await bundle(functionsOf(profile), build);
    say(`functions   ${Object.keys(sizes).length} built`);

    const dynamodb = await startDynamoDb(ports.dynamodb, databaseFolder(folder));
    stops.push(dynamodb.stop);
    await createTable(dynamodb.endpoint, TABLE_NAME);
    say(`database    ${dynamodb.endpoint} (${dynamodb.name})`);

    stops.push(await startMail(ports.mail, folder));
    say(`mail        http://127.0.0.1:${ports.mail}`);

    const queue = profile === 'clara' ? await startAnalyses() : undefined;

    const stripe = await startStripe(ports, folder);
    if (stripe) stops.push(stripe.stop);
    say(`stripe      ${stripe ? `${stripe.url} (stand-in)` : 'Stripe itself, by STRIPE_SECRET_KEY'}`);

    const gateway = await startGateway(profile, ports.api, ports.offline);
    stops.push(() => closed(gateway));
    stops.push(await startFunctions(profile, ports, dynamodb.endpoint, build, say));
    stripe?.resume();
    queue?.work();
    return {
      url: `http://127.0.0.1:${ports.api}/api/v1`,
      mailUrl: `http://127.0.0.1:${ports.mail}`,
      stripeUrl: stripe?.url,
      dynamodbUrl: dynamodb.endpoint,
      ...(queue && { filesUrl: `http://127.0.0.1:${ports.files}`, queueUrl: queue.url }),
      build,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  /** What analyses need besides functions: files, and a queue that hands them out once there are workers. */
  async function startAnalyses() {
    const files = await serveS3(ports.files, join(folder, 'files'));
    stops.push(() => closed(files));
    const queue = await startQueue(ports.queue);
    stops.push(queue.stop);
    say(`files       http://127.0.0.1:${ports.files}`);
    say(`queue       ${queue.url}`);
    const work = () => {
      const invoke = invoker(ports.offlineLambda);
      queue.work(invoke);
      const sweeping = setInterval(() => void invoke('agentSweep', {}).catch(() => undefined), SWEEP_MS);
      stops.push(() => {
        clearInterval(sweeping);
        return Promise.resolve();
      });
    };
    return { url: queue.url, work };
  }
}

export async function refuseTaken(port: number, first: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', () =>
      reject(
        new Error(
          `Port ${port} is taken: stop what uses it, or choose another block, such as PORT=${first + 100} npm start.`,
        ),
      ),
    );
    probe.listen(port, '127.0.0.1', resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

/** The stand-in keeps its mails where it is started. */
async function startMail(port: number, folder: string): Promise<() => Promise<void>> {
  const bin = join(dirname(createRequire(import.meta.url).resolve('aws-ses-v2-local')), 'cli.js');
  mkdirSync(folder, { recursive: true });
  const child = startChild(
    process.execPath,
    [bin, '--host', '127.0.0.1', '--port', String(port)],
    process.env,
    folder,
  );
  await untilReady('The mail stand-in', child, () => ok(`http://127.0.0.1:${port}/health-check`));
  return child.stop;
}

/** What a stack of one's own machine must not, or cannot, do with Stripe itself, said before anything starts. */
function refuseUnusableStripe(): void {
  if (!hasOwnStripe()) return;
  if (!/^(sk|rk)_test_/.test(process.env.STRIPE_SECRET_KEY ?? ''))
    throw new Error('STRIPE_SECRET_KEY is no test key (sk_test_…): npm start moves no real money.');
  if (!process.env.CREDIT_RATES)
    throw new Error(
      'With STRIPE_SECRET_KEY, CREDIT_RATES must name a price of your Stripe account: see .env.example.',
    );
}

async function startStripe(ports: LocalPorts, folder: string) {
  if (hasOwnStripe()) return undefined;
  const secrets = (process.env.STRIPE_WEBHOOK_SECRET ?? LOCAL_SECRETS.STRIPE_WEBHOOK_SECRET).split(',');
  return serveStripe(ports.stripe, {
    secrets,
    webhookUrl: `http://127.0.0.1:${ports.api}/api/v1/stripe/settle`,
    journal: join(folder, 'stripe', 'journal.jsonl'),
  });
}

async function startFunctions(
  profile: Profile,
  ports: LocalPorts,
  dynamodb: string,
  build: string,
  say: (part: string) => void,
): Promise<() => Promise<void>> {
  const bin = join(root, 'node_modules/serverless/bin/serverless.js');
  const env: NodeJS.ProcessEnv = {
    ...localEnvironment(profile, ports, dynamodb),
    LOCAL_BUILD: build,
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
  const flags = {
    stage: 'local',
    param: `profile=${profile}`,
    host: '127.0.0.1',
    httpPort: ports.offline,
    lambdaPort: ports.offlineLambda,
  };
  const args = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = startChild(process.execPath, [bin, 'offline', 'start', ...args], env, root);
  // Of all that serverless-offline prints, only the functions' own log lines: its own hold paths, and so e-mails.
  for (const stream of [child.process.stdout, child.process.stderr])
    if (stream) createInterface(stream).on('line', (line) => line.startsWith('{"level"') && say(line));
  await untilReady('serverless-offline', child, () => ok(`http://127.0.0.1:${ports.api}/api/v1/health`));
  return child.stop;
}

/** Calls a function as Lambda's own API does. */
const invoker = (port: number) => async (name: string, event: unknown) => {
  const url = `http://127.0.0.1:${port}/2015-03-31/functions/${STACK_NAME}-${name}/invocations`;
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(event) });
  if (!response.ok) throw new Error(`${name} answered ${response.status}`);
  return response.json();
};

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await promisify(server.close.bind(server))();
}

async function ok(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(String(response.status));
}
