import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { dynamoDbAccess } from '../../lib/aws.ts';
import { policyOf, PolicySettings, settingsOf } from '../../lib/config.ts';
import { newAccount } from '../../lib/domain/registration.ts';
import { keyringOf, signKeyToken } from '../../lib/domain/tokens.ts';
import { contextOf } from '../../lib/http/context.ts';
import { Access, Account } from '../../lib/table/entities.ts';
import type { Stored } from '../../lib/table/entity.ts';
import { type DynamoDb, dynamoDb } from '../../lib/table/dynamodb.ts';
import { Table, type Write } from '../../lib/table/table.ts';
import { createTable } from '../../local/stack/dynamodb.ts';
import { LOCAL_PRICE } from '../../local/stripe/server.ts';
import { LOCAL_SECRETS } from '../../local/stack/stack.ts';

export interface BenchUser {
  id: string;
  /** the API key's token */
  token: string;
  access: Stored<typeof Access>;
}

interface UserOptions {
  known?: number;
  set?: Partial<Stored<typeof Account>>;
  beside?: (user_id: string) => Iterable<Write>;
}

const READ: ReadonlySet<string> = new Set([Account.type, Access.type]);
/** What one request of DynamoDB writes at most. */
const BATCH = 25;
const PARALLEL = 8;

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
  /** What the table's requests consume, while somebody wants to know. */
  let consumed: number | undefined;
  const metered: DynamoDb = async (operation, input) => {
    if (consumed === undefined) return dynamo(operation, input);
    const answer = await dynamo(operation, { ...input, ReturnConsumedCapacity: 'TOTAL' });
    const { ConsumedCapacity } = answer as { ConsumedCapacity?: { CapacityUnits?: number } };
    consumed += ConsumedCapacity?.CapacityUnits ?? 0;
    return answer;
  };
  /** What a piece of work consumes of DynamoDB, in capacity units. */
  async function unitsOf(work: () => Promise<unknown>): Promise<number> {
    consumed = 0;
    await work();
    const units = consumed;
    consumed = undefined;
    return units;
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
    const batches = batched(writes);
    const work = async () => {
      for (const batch of batches) {
        const requests = batch.map(({ item }) => ({ PutRequest: { Item: item.Put?.Item } }));
        await client.send(new BatchWriteCommand({ RequestItems: { [name]: requests } }));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
  }

  /**
   * Registers so many active users, with what authorizing them and their lists read.
   * @param set of each account, other than a new one has it
   * @param beside what else is to be written of each
   * @returns the first `known` of them
   */
  async function users(
    count: number,
    { known = count, set = {}, beside = () => [] }: UserOptions = {},
  ): Promise<BenchUser[]> {
    const bench = await ctx();
    const now = Date.now();
    const accesses: Stored<typeof Access>[] = [];
    function* writes() {
      for (let made = 0; made < count; made++) {
        const email = `${randomUUID()}@example.com`;
        const names = { first_name: 'Ada', last_name: 'Lovelace' };
        const given = { ...names, email, password_hash: null, google_id: null, is_active: true };
        const { account, guard, writes } = newAccount(bench, given, 0, now);
        for (const write of [guard, ...writes]) {
          const item = write.item.Put?.Item;
          // What nothing here reads: the list of users, the trail, the guard of the e-mail.
          if (!item || !READ.has(write.of.type)) continue;
          if (write.of.type === Account.type) Object.assign(item, set);
          if (write.of.type === Access.type && made < known) accesses.push(item as Stored<typeof Access>);
          yield write;
        }
        yield* beside(account.user_id);
      }
    }
    await insert(writes());
    return accesses.map((access) => {
      const { user_id, key_id, key_version } = access;
      const token = signKeyToken(keyring, { user_id, key_id, key_version }, now);
      return { id: user_id, token, access };
    });
  }

  return { name, keyring, live, ctx, insert, users, unitsOf };
}
export type Backend = Awaited<ReturnType<typeof backend>>;

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
