import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditLedgers } from '../../lib/domain/audit.ts';
import { ingestPayments } from '../../lib/domain/ingestion.ts';
import { book } from '../../lib/domain/ledger.ts';
import { contextOf } from '../../lib/http/context.ts';
import { type DynamoDb, startDynamoDb } from '../../local/stack/dynamodb.ts';
import { loadSnapshot, saveSnapshot } from '../../local/stack/snapshot.ts';
import { type Api, startApi, type User } from '../support/harness.ts';
import { freeBlock } from '../support/ports.ts';

const folder = mkdtempSync(join(tmpdir(), 'clara-restore-'));
const data = join(folder, 'dynamodb');
const copy = join(folder, 'backups', 'one.sqlite');

let port: number;
let engine: DynamoDb;
let api: Api;

beforeAll(async () => {
  port = await freeBlock();
  engine = await startDynamoDb(port, data);
  // An engine of this test's own, to be stopped and to lose its data.
  process.env.AWS_ENDPOINT_URL_DYNAMODB = engine.endpoint;
  api = await startApi();
});
afterAll(async () => {
  await engine.stop();
  rmSync(folder, { recursive: true });
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
  engine = await startDynamoDb(port, data);

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
  engine = await startDynamoDb(port, data);
  expect(await audit()).toMatchObject({ users: 2, disagreements: [] });
}, 300_000);
