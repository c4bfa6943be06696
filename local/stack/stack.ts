import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { createInterface } from 'node:readline';
import { bundle } from '../build/bundle.ts';
import { startChild, untilReady } from './child.ts';
import { createTable, LOCAL_CREDENTIALS, startDynamoDb } from './dynamodb.ts';
import { startGateway } from './gateway.ts';

const root = join(import.meta.dirname, '../..');

/** The block of ports that one stack takes, from PORT on. +2 is kept for the payment stand-in. */
export const portsFrom = (first: number) => ({
  api: first,
  mail: first + 1,
  dynamodb: first + 3,
  offline: first + 4,
  offlineLambda: first + 5,
});

/** Local keys: public knowledge, good for nothing but a stack on this machine. */
export const LOCAL_SECRETS = {
  SIGNING_SECRETS: 'clara-local-signing-secret-of-no-value',
  PUBLIC_API_KEY: 'clara_public_local',
  PRIVATE_API_KEY: 'clara_private_local',
};

/** As serverless.yml names it at stage `local`. */
export const TABLE_NAME = 'clara-backend-local';

export interface StackOptions {
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
  dynamodbUrl: string;
  stop: () => Promise<void>;
}

/** Starts the whole system on 127.0.0.1. What it started before something fails, it stops. */
export async function startStack({ port, fresh, folder, say }: StackOptions): Promise<Stack> {
  const ports = portsFrom(port);
  for (const taken of Object.values(ports)) await refuseTaken(taken, port);
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.reverse().splice(0)) await each();
  };
  try {
    if (fresh) await rm(folder, { recursive: true, force: true });
    const build = join(folder, 'build');
    const sizes = await bundle(build);
    say(`functions   ${Object.keys(sizes).length} built`);

    const dynamodb = await startDynamoDb(ports.dynamodb, join(folder, 'dynamodb'));
    stops.push(dynamodb.stop);
    await createTable(dynamodb.endpoint, TABLE_NAME);
    say(`database    ${dynamodb.endpoint} (${dynamodb.name})`);

    stops.push(await startMail(ports.mail, folder));
    say(`mail        http://127.0.0.1:${ports.mail}`);

    const gateway = await startGateway(ports.api, ports.offline);
    stops.push(async () => {
      gateway.closeAllConnections();
      await promisify(gateway.close.bind(gateway))();
    });
    stops.push(await startFunctions(ports, dynamodb.endpoint, build, say));
    return {
      url: `http://127.0.0.1:${ports.api}/api/v1`,
      mailUrl: `http://127.0.0.1:${ports.mail}`,
      dynamodbUrl: dynamodb.endpoint,
      build,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function refuseTaken(port: number, first: number): Promise<void> {
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

async function startFunctions(
  ports: ReturnType<typeof portsFrom>,
  dynamodb: string,
  build: string,
  say: (part: string) => void,
): Promise<() => Promise<void>> {
  const bin = join(root, 'node_modules/serverless/bin/serverless.js');
  const env: NodeJS.ProcessEnv = {
    CORS_ORIGINS: '*',
    MAIL_FROM: 'Clara <no-reply@clara.local>',
    ...LOCAL_SECRETS,
    ...process.env,
    ...LOCAL_CREDENTIALS,
    // The authorizer runs beside serverless-offline, which sets this for the functions only.
    TABLE_NAME,
    LOCAL_BUILD: build,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
    AWS_ENDPOINT_URL_SESV2: `http://127.0.0.1:${ports.mail}`,
    SLS_TELEMETRY_DISABLED: '1',
    SLS_NOTIFICATIONS_MODE: 'off',
  };
  const flags = {
    stage: 'local',
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

async function ok(url: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(String(response.status));
}
