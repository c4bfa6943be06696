import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { hasJava, startDynamoDb } from '../../local/stack/dynamodb.ts';
import { freeBlock } from '../support/ports.ts';
import { RATE_LIMIT } from '../../lib/domain/access.ts';
import {
  authorized,
  bareCall,
  beside,
  callsIn,
  COLUMNS,
  type Effort,
  measured,
  PARALLEL,
  USERS,
} from './authorizer.ts';
import { type Backend, backend } from './backend.ts';
import { PEERS, peerVersion, type Section } from './report.ts';
import { inTurn, ratio } from './statistics.ts';

const LIMIT = 'limit: HS256 + UpdateItem';
const JAVA_LIMIT = `${LIMIT}, DynamoDB Local`;
/** `PRAGMA synchronous` of the databases that all are measured against, too; the first one is as durable as our engines. */
const SYNCHRONOUS = ['FULL', 'NORMAL'];

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

/** @returns whether the peers are there */
function installed(mayInstall: boolean): boolean {
  if (existsSync(join(PEERS, 'node_modules'))) return true;
  if (!mayInstall) return false;
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: PEERS, stdio: 'inherit' });
  return status === 0;
}

const hasPostgres = () => Boolean(process.env.DATABASE_URL ?? process.env.PGHOST);

/** @param mayInstall the peers where they are not installed; else they are left out */
export async function peerCost(effort: Effort, mayInstall: boolean): Promise<Section> {
  const contestants: Record<string, () => Promise<unknown>> = {};
  await addClara(await backend(), LIMIT, 'Clara, embedded engine');
  const against = SYNCHRONOUS.map((synchronous) => `× Better Auth (SQLite, ${synchronous})`);
  const columns = ['check of a good key', ...COLUMNS, ...against];
  const about = [
    `Our authorizer on a good token beside \`verifyApiKey\` of Better Auth with its API key plugin, both with a limit of 10 calls a second for each key, each with many keys in turn and below that limit. The limit and the figures are those of the table before, measured anew, and what is on DynamoDB Local has its limit there. The last columns compare calls/s at ${PARALLEL} parallel; the bar is 1.5 × Better Auth on SQLite. They do not stand for the same work: SQLite runs within the process (its time is CPU time of the call), while our engine, like PostgreSQL and like DynamoDB itself, is another process that is asked over a socket.`,
    'Durability, as their system calls show: the embedded engine, with its database in a file as here, is SQLite with a write-ahead log that it syncs once at every write, which SQLite does at `synchronous=FULL`. DynamoDB Local, in a file, too, syncs a rollback journal and the database at every write, four times in all. Deployed, DynamoDB answers once a write is durable. So it is Better Auth on `FULL` that is as durable; on `NORMAL` a power cut may lose the last calls.',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'clara-peers-'));
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true })];
  try {
    if (hasJava()) await addDynamoDbLocal();
    if (installed(mayInstall)) await addPeers();
    else about.push('Better Auth is not installed here, and was not measured.');
    const of = await measured(contestants, effort);
    const names = Object.keys(contestants);
    const peers = SYNCHRONOUS.map((synchronous) => names.find((name) => name.endsWith(synchronous)));
    const rows = names.map((name): Section['rows'][number] => {
      const limit = of(name.endsWith('DynamoDB Local') ? JAVA_LIMIT : LIMIT);
      const figures = of(name);
      const timesPeers = peers.map((peer) =>
        peer === undefined ? '' : ratio(figures.together, of(peer).together),
      );
      return [name, ...beside(figures, limit), ...timesPeers];
    });
    return { title: 'Beside Better Auth', about, columns, rows };
  } finally {
    for (const end of ends.reverse()) await end();
  }

  async function addClara(system: Backend, limit: string, name: string): Promise<void> {
    const users = await system.users(USERS);
    const tokens = users.map(({ token }) => token);
    contestants[limit] = bareCall(system, users);
    contestants[name] = authorized(system, tokens, 'allowed');
  }

  async function addDynamoDbLocal(): Promise<void> {
    const engine = await startDynamoDb(await freeBlock(), join(folder, 'dynamodb-local'), 'dynamodb-local');
    ends.push(engine.stop);
    await addClara(await backend({ endpoint: engine.endpoint }), JAVA_LIMIT, 'Clara, DynamoDB Local');
  }

  async function addPeers(): Promise<void> {
    const { betterAuthOn } = await loaded<BetterAuth>('better-auth.js');
    const name = `Better Auth ${peerVersion('better-auth')}`;
    // However fast it is, no key is called more often in all than it may be in a second.
    const keys = Math.ceil(callsIn(effort) / RATE_LIMIT);
    const add = ({ verify, keys }: Verifier, on: string) => {
      const next = inTurn(keys);
      contestants[`${name}, ${on}`] = () => verify(next());
    };
    for (const synchronous of SYNCHRONOUS) {
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
