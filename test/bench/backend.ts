import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbAccess } from '../../lib/aws.ts';
import { policyOf, PolicySettings, settingsOf } from '../../lib/config.ts';
import type { StoredAccount } from '../../lib/domain/accounts.ts';
import { type NewAccount, newAccount } from '../../lib/domain/registration.ts';
import { nextEntry } from '../../lib/domain/ledger.ts';
import { sessionToken } from '../../lib/domain/sessions.ts';
import { newTask } from '../../lib/domain/tasks.ts';
import { keyringOf, signKeyToken } from '../../lib/domain/tokens.ts';
import { DAY_MS } from '../../lib/domain/values.ts';
import { contextOf } from '../../lib/http/context.ts';
import { Access, Account, ListedUser, Task, Transaction, UsersListed } from '../../lib/table/entities.ts';
import type { Stored } from '../../lib/table/entity.ts';
import { plus } from '../../lib/table/expressions.ts';
import { type DynamoDb, dynamoDb } from '../../lib/table/dynamodb.ts';
import { put, Table, upsert, type Write } from '../../lib/table/table.ts';
import { createTable } from '../../local/stack/dynamodb.ts';
import { LOCAL_PRICE } from '../../local/stripe/server.ts';
import { LOCAL_SECRETS } from '../../local/stack/stack.ts';

export interface BenchUser {
  id: string;
  email: string;
  /** the API key's token */
  token: string;
  session: { id: string; token: string };
  access: Stored<typeof Access>;
}

export interface UserOptions {
  /** how many of them are to be called */
  known?: number;
  /** register so many a day, the first ones today; all today unless it is said */
  aDay?: number;
  /** what they register with, other than a name and an e-mail */
  as?: Partial<NewAccount>;
  /** what is else about each account */
  set?: Partial<StoredAccount>;
  beside?: (account: StoredAccount) => Iterable<Write>;
  /** with the guard of the e-mail and the trail, too */
  whole?: boolean;
}

/** What authorizing a user, its lists and the list of users read. */
const READ: ReadonlySet<string> = new Set([Account.type, Access.type, ListedUser.type]);
/** What one request of DynamoDB writes at most. */
const BATCH = 25;
const PARALLEL = 8;

interface Asked {
  operations: string[];
  /** of capacity */
  units: number;
}
interface Consumed {
  CapacityUnits?: number;
}

/**
 * The functions' own parts in this process.
 * @param name of the table; a new one unless it is named
 * @param endpoint of the engine; the stack's unless it is named
 */
export async function backend({
  name = `bench-${randomUUID()}`,
  endpoint = process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '',
} = {}) {
  await createTable(endpoint, name);
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint, maxAttempts: 1 }));
  const dynamo = dynamoDb({ ...dynamoDbAccess(), endpoint }, { attempts: 1 });
  /** What is asked of the table, while somebody wants to know. */
  let asked: Asked | undefined;
  const metered: DynamoDb = async (operation, input) => {
    if (asked === undefined) return dynamo(operation, input);
    asked.operations.push(operation);
    const answer = await dynamo(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
    const { ConsumedCapacity = [] } = answer as { ConsumedCapacity?: Consumed | Consumed[] };
    for (const { CapacityUnits = 0 } of [ConsumedCapacity].flat()) asked.units += CapacityUnits;
    return answer;
  };
  /** What a piece of work asks of DynamoDB. */
  async function askedBy(work: () => Promise<unknown>): Promise<Asked> {
    const all = (asked = { operations: [], units: 0 });
    await work();
    asked = undefined;
    return all;
  }
  const settings = { policy: policyOf(settingsOf(PolicySettings, {})), corsOrigins: ['*'] };
  const keyring = keyringOf([LOCAL_SECRETS.SIGNING_SECRETS]);
  const clientUrl = 'https://app.example.com';
  const rates = [{ lower_limit: 5, upper_limit: 10_000, rate: 100, stripe_price_id: LOCAL_PRICE }];

  /** @param now the clock, ms */
  const live = (now: () => number = Date.now) => ({
    settings: () => settings,
    now,
    table: () => Promise.resolve(new Table(metered, name, now)),
    keyring: () => Promise.resolve(keyring),
    sharedKeys: () => Promise.resolve({ public: ['public'], private: ['private'] }),
    shop: () => Promise.resolve({ rates, clientUrl }),
    // What a call takes beside its mail is measured.
    mail: () => Promise.resolve({ send: () => Promise.resolve() }),
  });
  const ctx = (now?: () => number) =>
    contextOf<'user_not_found' | 'unauthorized' | 'rate_limited', 'table' | 'keyring' | 'sharedKeys'>(
      'bench',
      'bench',
      live(now),
      ['table', 'keyring', 'sharedKeys'],
    );

  /** Writes what was made to be put, without its conditions: many items a request, many requests at once. */
  async function insert(writes: Iterable<Write>): Promise<void> {
    await manyAtOnce(batched(writes), (batch) => {
      const requests = batch.map(({ item }) => ({ PutRequest: { Item: item.Put?.Item } }));
      return client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
    });
  }

  /**
   * Registers so many active users, with what authorizing them and their lists read.
   * @returns the first `known` of them
   */
  async function users(
    count: number,
    { known = count, aDay = count, as, set, beside = () => [], whole = false }: UserOptions = {},
  ): Promise<BenchUser[]> {
    const bench = await ctx();
    const now = Date.now();
    const first: BenchUser[] = [];
    /** the items that count users a day, and how many more each counts */
    const counts = new Map<string, number>();
    function* writes() {
      for (let made = 0; made < count; made++) {
        const email = `${randomUUID()}@example.com`;
        const names = { first_name: 'Ada', last_name: 'Lovelace' };
        const mailbox = { address: email, key: email };
        const given = { ...names, mailbox, password_hash: null, google_id: null, is_active: true, ...as };
        const at = now - Math.floor(made / aDay) * DAY_MS;
        const { account, session, guard, writes } = newAccount(bench, given, 0, at);
        Object.assign(account, set);
        let access: Stored<typeof Access> | undefined;
        for (const write of [guard, ...writes]) {
          const { Put, Update } = write.item;
          if (Update?.Key.sk) counts.set(Update.Key.sk, (counts.get(Update.Key.sk) ?? 0) + 1);
          if (!Put || !(whole || READ.has(write.of.type))) continue;
          if (write.of.type === Account.type) Object.assign(Put.Item, set);
          if (write.of.type === Access.type) access = Put.Item as Stored<typeof Access>;
          yield write;
        }
        yield* beside(account);
        if (made >= known || !access) continue;
        const { user_id } = access;
        const token = signKeyToken(keyring, access, access.key_created_at);
        const opened = { id: session.id, token: sessionToken(bench, user_id, session) };
        first.push({ id: user_id, email, token, session: opened, access });
      }
    }
    await insert(writes());
    await manyAtOnce(counts, ([sk, more]) => {
      const [day = '', shard = ''] = sk.split('#');
      return bench.table.commit(upsert(UsersListed, { day, shard }, { set: { users: plus(more) } }));
    });
    return first;
  }

  return { name, endpoint, keyring, live, ctx, insert, users, askedBy };
}
export type Backend = Awaited<ReturnType<typeof backend>>;

/** What a user has who has so many transactions and tasks. */
export async function history(system: Backend, length: number): Promise<UserOptions> {
  const ctx = await system.ctx();
  function* beside({ user_id }: StoredAccount): Generator<Write> {
    for (let before = 0; before < length; before++) {
      const now = Date.now();
      const account = { user_id, credits: 0, ledger_sequence: before };
      const booking = { type: 'CREDIT', credits: 100, fiat: 100, description: 'Credits bought.' } as const;
      yield put(Transaction, nextEntry(ctx, account, booking, now));
      const task = { user_id, sequence: before + 1, charged: 0, text_key: null, attachments: [] };
      yield put(Task, { ...newTask(task, now), status: 'CANCELLED' });
    }
  }
  return { set: { ledger_sequence: length, task_sequence: length }, beside };
}

function* batched(writes: Iterable<Write>): Generator<Write[]> {
  let batch: Write[] = [];
  for (const write of writes) {
    batch.push(write);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** Does the same with each of many, some of them at a time. */
async function manyAtOnce<T>(each: Iterable<T>, work: (one: T) => Promise<unknown>): Promise<void> {
  const left = each[Symbol.iterator]();
  const worker = async () => {
    for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: PARALLEL }, worker));
}
