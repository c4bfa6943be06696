import { spawnSync } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLedgers } from '../../lib/domain/audit.ts';
import { ingestPayments } from '../../lib/domain/ingestion.ts';
import { book } from '../../lib/domain/ledger.ts';
import { contextOf } from '../../lib/http/context.ts';
import { type DynamoDb, startDynamoDb } from '../../local/stack/dynamodb.ts';
import { loadSnapshot, saveSnapshot } from '../../local/stack/snapshot.ts';
import { databaseFolder, folderOf, portsFrom } from '../../local/stack/stack.ts';
import { type Api, startApi, type User } from '../support/harness.ts';
import { freeBlock } from '../support/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'clara-restore-'));
const copy = join(folder, 'backups', 'one.sqlite');

let block: number;
/** Where the commands look for the tables. */
let data: string;
let engine: DynamoDb;
let api: Api;
const started = () => startDynamoDb(portsFrom(block).dynamodb, data);

beforeAll(async () => {
  block = await freeBlock();
  data = databaseFolder(folderOf(block));
  engine = await started();
  // An engine of this test's own, to be stopped and to lose its data.
  process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint;
  api = await startApi();
});
afterAll(async () => {
  await engine.stop();
  for (const each of [folder, folderOf(block)]) rmSync(each, { recursive: true });
  api.refuseLeaks();
});

const audit = async () => auditLedgers(await contextOf<never, 'table'>('t', 't', api.live, ['table']));
const balance = async (user: User) =>
  Number((await api.call('GET', `/users/${user.id}`, user.bearer)).data.credits);
async function bought(user: User): Promise<void> {
  api.clock.advance(1_000);
  const { data: order } = await api.call('POST', '/stripe/buy', user.key, { amount: 5, return_path: '' });
  await api.control(`/sessions/${order.url?.split('/').at(-1)}/pay`);
}

it('a backup that is taken while money moves adds up, and what was paid since is booked again', async () => {
  const user = await api.user();
  await bought(user);
  const ctx = await contextOf<'user_not_found' | 'insufficient_credits', 'table'>('t', 't', api.live, [
    'table',
  ]);
  const other = await api.user();
  const bookings = Array.from({ length: 60 }, () =>
    book(ctx, other.id, [{ type: 'CREDIT', credits: 100, fiat: 0, description: 'in' }]),
  );
  await Promise.race(bookings);
  await saveSnapshot(data, copy);
  await Promise.all(bookings);
  await bought(user);
  expect(await balance(user)).toBe(1_100);

  await engine.stop();
  loadSnapshot(data, copy);
  engine = await started();

  expect(await balance(user)).toBe(600);
  expect(await balance(other)).toBeLessThanOrEqual(160);
  expect(await audit()).toMatchObject({ users: 2, disagreements: [] });

  const ports = ['table', 'paymentHistory'] as const;
  const restored = await contextOf<never, (typeof ports)[number]>('t', 't', api.live, ports);
  expect(await ingestPayments(restored, () => true)).toMatchObject({ settled: 1, failed: 0 });
  expect(await balance(user)).toBe(1_100);
  expect(await audit()).toMatchObject({ disagreements: [] });
}, 300_000);

it('a damaged backup changes nothing', async () => {
  await engine.stop();
  const damaged = join(folder, 'damaged.sqlite');
  writeFileSync(damaged, Buffer.alloc(8_192, 1));
  expect(() => loadSnapshot(data, damaged)).toThrow();
  engine = await started();
  expect(await audit()).toMatchObject({ users: 2, disagreements: [] });
}, 300_000);

it('no journal of a killed engine is played into the copy', async () => {
  await engine.stop();
  const [database = ''] = globSync(join(data, '*.{sqlite,db}'));
  writeFileSync(`${database}-wal`, Buffer.alloc(4_096, 1));
  loadSnapshot(data, copy);
  expect(existsSync(`${database}-wal`)).toBe(false);
  expect(readFileSync(database).equals(readFileSync(copy))).toBe(true);
  engine = await started();
}, 300_000);

describe('the commands', () => {
  /** @param maxKiB of a file that it may write, above which it fails */
  const run = (command: 'backup' | 'restore', file: string, maxKiB: number | 'unlimited' = 'unlimited') => {
    const env = { ...process.env, PORT: String(block) };
    const cwd = join(import.meta.dirname, '../..');
    const script = `ulimit -f ${maxKiB}; exec "$0" local/${command}.ts ${file}`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script, process.execPath], { cwd, env });
    return { status, said: `${stdout.toString()}${stderr.toString()}`.trim() };
  };
  const other = join(folder, 'two.sqlite');

  it('copy while the engine runs, and put back only while it does not', async () => {
    const user = await api.user();
    expect(run('backup', other)).toEqual({ status: 0, said: `The tables are in ${other}.` });
    await bought(user);
    expect(await balance(user)).toBe(600);

    const refused = run('restore', other);
    expect(refused.status).toBe(1);
    expect(refused.said).toMatch(/^Port \d+ is taken: stop what uses it, /);
    expect(await balance(user)).toBe(600);

    await engine.stop();
    expect(run('restore', other)).toMatchObject({
      status: 0,
      said: expect.stringContaining(other) as string,
    });
    engine = await started();
    expect(await balance(user)).toBe(100);
  }, 300_000);

  it('leave the tables as they were when they end half-way', async () => {
    await engine.stop();
    const almost = Math.floor(statSync(other).size / 1_024) - 1;
    const { status, said } = run('restore', other, almost);
    expect([status, said]).toEqual([1, expect.stringMatching(/^E(FBIG|IO)\b/)]);
    engine = await started();
    expect(await audit()).toMatchObject({ users: 3, disagreements: [] });
  }, 300_000);

  it('ask for a file', () => {
    expect(run('backup', '')).toEqual({ status: 1, said: 'Say where to: npm run backup -- FILE' });
    expect(run('restore', '')).toEqual({ status: 1, said: 'Say where from: npm run restore -- FILE' });
  });
});
