import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import {
  CreateTableCommand,
  DynamoDBClient,
  ListTablesCommand,
  ResourceInUseException,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { startChild, untilReady } from './child.ts';
import { tableProperties } from './serverless-file.ts';

/** Any credentials do for a local engine, but all must use the same. */
export const LOCAL_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
};

export type Engine = 'dynoxide' | 'dynamodb-local';
const { resolve } = createRequire(import.meta.url);

function located(specifier: string): string | undefined {
  try {
    return dirname(resolve(specifier));
  } catch {
    return undefined;
  }
}

const dynoxide = () => {
  const folder = located('@dynoxide/linux-x64/package.json');
  return folder && existsSync(join(folder, 'dynoxide')) ? join(folder, 'dynoxide') : undefined;
};
export const hasJava = () => spawnSync('java', ['-version']).status === 0;

function engineOf(wanted = process.env.TABLE_ENGINE): Engine {
  if (wanted === 'dynoxide' || wanted === 'dynamodb-local') return wanted;
  if (wanted) throw new Error(`TABLE_ENGINE is dynoxide or dynamodb-local, not "${wanted}".`);
  if (dynoxide()) return 'dynoxide';
  if (hasJava()) return 'dynamodb-local';
  throw new Error(
    'No DynamoDB engine runs here: install Java 17 or newer (the embedded engine ships for Linux x64 only), or set DYNAMODB_ENDPOINT to a DynamoDB of your own.',
  );
}

function commandOf(engine: Engine, port: number, folder: string | undefined): [string, string[], string?] {
  if (engine === 'dynoxide') {
    const binary = dynoxide();
    if (!binary) throw new Error('dynoxide is not installed here; TABLE_ENGINE=dynamodb-local runs on Java.');
    return [
      binary,
      ['--port', String(port), ...(folder ? ['--db-path', join(folder, 'dynamodb.sqlite')] : [])],
    ];
  }
  const home = join(located('amplify-dynamodb-simulator/package.json') ?? '', 'emulator');
  const args = [
    '-Djava.library.path=./DynamoDBLocal_lib',
    '-jar',
    'DynamoDBLocal.jar',
    '-port',
    String(port),
  ];
  const where = folder ? ['-dbPath', folder] : ['-inMemory'];
  return ['java', [...args, ...where, '-sharedDb', '-disableTelemetry'], home];
}

export interface DynamoDb {
  name: string;
  endpoint: string;
  stop: () => Promise<void>;
}

const clientOf = (endpoint: string) =>
  new DynamoDBClient({
    endpoint,
    region: LOCAL_CREDENTIALS.AWS_REGION,
    credentials: {
      accessKeyId: LOCAL_CREDENTIALS.AWS_ACCESS_KEY_ID,
      secretAccessKey: LOCAL_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    },
    maxAttempts: 1,
  });

/**
 * Starts a real DynamoDB engine.
 * @param folder where it keeps its data; undefined: in memory
 * @param chosen instead of the one that the environment says
 */
export async function startDynamoDb(port: number, folder?: string, chosen?: Engine): Promise<DynamoDb> {
  const own = process.env.DYNAMODB_ENDPOINT;
  if (own && !chosen) return { name: 'DynamoDB of your own', endpoint: own, stop: () => Promise.resolve() };
  const engine = chosen ?? engineOf();
  if (folder) await mkdir(folder, { recursive: true });
  const [command, args, cwd] = commandOf(engine, port, folder);
  const child = startChild(command, args, process.env, cwd);
  const endpoint = `http://127.0.0.1:${port}`;
  const client = clientOf(endpoint);
  await untilReady(engine, child, () => client.send(new ListTablesCommand({})));
  return { name: engine, endpoint, stop: child.stop };
}

/** Makes the table as serverless.yml declares it, unless it is there. */
export async function createTable(endpoint: string, TableName: string): Promise<void> {
  const { AttributeDefinitions, KeySchema, BillingMode, TimeToLiveSpecification } = tableProperties;
  const client = clientOf(endpoint);
  try {
    await client.send(new CreateTableCommand({ TableName, AttributeDefinitions, KeySchema, BillingMode }));
    await waitUntilTableExists({ client, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.5 }, { TableName });
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  } catch (error) {
    if (!(error instanceof ResourceInUseException)) throw error;
  }
}
