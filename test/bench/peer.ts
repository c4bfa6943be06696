import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hasJava, startDynamoDb } from '../../local/stack/dynamodb.ts';
import { freeBlock } from '../support/ports.ts';
import { authorized, bareCall, beside, COLUMNS, type Effort, inTurn, measured, USERS } from './authorizer.ts';
import { backend } from './backend.ts';
import type { Section } from './report.ts';
import type { Contestants } from './statistics.ts';

const PEERS = join(import.meta.dirname, 'peers');
/** Better Auth's window of a key begins anew with every call: each key must rest for a second, which is for some turns. */
const REST = 5;

interface Verifier {
  verify: (key: string) => Promise<void>;
  keys: string[];
}
/** The peers have an install of their own: what is not there at compile time is typed here. */
interface BetterAuth {
  betterAuthOn: (database: unknown, count: number) => Promise<Verifier>;
}
interface Postgres {
  default: { Pool: new (options: { connectionString?: string | undefined; max: number }) => Pool };
}
interface Pool {
  query: (text: string) => Promise<{ rows: Record<string, string>[] }>;
  end: () => Promise<void>;
}
const loaded = async <T>(file: string): Promise<T> => (await import(join(PEERS, file))) as T;
const versionOf = (name: string) =>
  (JSON.parse(readFileSync(join(PEERS, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
    .version;

/** @returns whether the peers are there */
function installed(mayInstall: boolean): boolean {
  if (existsSync(join(PEERS, 'node_modules'))) return true;
  if (!mayInstall) return false;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: PEERS, stdio: 'inherit' });
  return status === 0;
}

const hasPostgres = () => Boolean(process.env.DATABASE_URL ?? process.env.PGHOST);

/** @param mayInstall the peers where they are not installed; else what takes long to start is left out */
export async function peerCost(effort: Effort, mayInstall: boolean): Promise<Section> {
  const system = await backend();
  const users = await system.users(USERS);
  const tokens = users.map(({ token }) => token);
  const contestants: Contestants<string> = {
    'limit: HS256 + UpdateItem': bareCall(system, users),
    'Clara, embedded engine': authorized(system, tokens, 'allowed'),
  };
  const columns = ['check of a good key', ...COLUMNS];
  const about = [
    'Our authorizer on a good token beside `verifyApiKey` of Better Auth with its API key plugin, both with a limit of 10 calls a second for each key, each with many keys in turn and below that limit. The limit and the figures are those of the table before, measured anew. They do not stand for the same work: SQLite runs within the process (its time is CPU time of the call), while our engine, like PostgreSQL and like DynamoDB itself, is another process that is asked over a socket.',
    'Durability: the embedded engine is SQLite with a write-ahead log and `synchronous=NORMAL`, so that a power cut may lose the last calls, and a crash of a process none; deployed, DynamoDB answers once a write is durable. Better Auth is measured on both `NORMAL` and `FULL`, which waits for the disk at each call.',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'clara-peers-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
  try {
    if (mayInstall && hasJava()) await addDynamoDbLocal();
    if (installed(mayInstall)) await addPeers();
    else about.push('Better Auth is not installed here, and was not measured.');
    const of = await measured(contestants, effort);
    const limit = of('limit: HS256 + UpdateItem');
    const rows = Object.keys(contestants).map((name): Section['rows'][number] => [
      name,
      ...beside(of(name), limit),
    ]);
    return { title: 'Beside Better Auth', about, columns, rows };
  } finally {
    for (const end of ends.reverse()) await end();
  }

  async function addDynamoDbLocal(): Promise<void> {
    const engine = await startDynamoDb(await freeBlock(), join(folder, 'dynamodb-local'), 'dynamodb-local');
    ends.push(engine.stop);
    const onJava = await backend({ endpoint: engine.endpoint });
    const users = await onJava.users(USERS);
    contestants['Clara, DynamoDB Local'] = authorized(
      onJava,
      users.map(({ token }) => token),
      'allowed',
    );
  }

  async function addPeers(): Promise<void> {
    const { betterAuthOn } = await loaded<BetterAuth>('better-auth.js');
    const name = `Better Auth ${versionOf('better-auth')}`;
    const keys = REST * effort.calls;
    const add = ({ verify, keys }: Verifier, on: string) => {
      const next = inTurn(keys);
      contestants[`${name}, ${on}`] = () => verify(next());
    };
    for (const synchronous of ['NORMAL', 'FULL']) {
      const database = new DatabaseSync(join(folder, `${synchronous}.sqlite`));
      ends.push(() => database.close());
      // Nothing is measured while the keys are made: until then, nothing needs to last.
      database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
      const verifier = await betterAuthOn(database, keys);
      database.exec(`PRAGMA synchronous = ${synchronous}`);
      add(verifier, `SQLite, ${synchronous}`);
    }
    if (!hasPostgres()) {
      about.push(
        'PostgreSQL was not measured: neither `DATABASE_URL` nor `PGHOST` names one (its database must be empty).',
      );
      return;
    }
    const { Pool } = (await loaded<Postgres>('node_modules/pg/lib/index.js')).default;
    const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 32 });
    ends.push(() => pool.end());
    const ask = async (what: string) =>
      Object.values((await pool.query(`SHOW ${what}`)).rows[0] ?? {}).join();
    add(await betterAuthOn(pool, keys), `PostgreSQL ${await ask('server_version')}`);
    about.push(
      `PostgreSQL: \`synchronous_commit=${await ask('synchronous_commit')}\`, \`fsync=${await ask('fsync')}\`.`,
    );
  }
}
