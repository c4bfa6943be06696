import { randomUUID } from 'node:crypto';
import type * as z from 'zod/mini';
import { unavailable } from '../errors.ts';
import { type Answers, type DynamoDb, DynamoDbError, type Operation, type Page } from './dynamodb.ts';
import { type Entity, fill, type Key, keyOf, type Stored } from './entity.ts';
import {
  all,
  Binder,
  type Change,
  type Condition,
  exists,
  missing,
  updateExpression,
} from './expressions.ts';

/** A write as DynamoDB has it, but for the table's name. */
interface TransactItem {
  Put?: Guarded & { Item: Record<string, unknown> };
  Update?: Guarded & { Key: Record<string, string>; UpdateExpression: string };
  Delete?: Guarded & { Key: Record<string, string> };
}
interface Guarded {
  ConditionExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** One intended write, guarded by its own condition. Made by `create`, `put`, `change`, `upsert` and `erase`. */
export interface Write<E extends Entity = Entity> {
  readonly of: E;
  readonly item: TransactItem;
}

export type Changed<T, Standing> = { done: true; item: T } | { done: false; item: Standing | undefined };

/** Every read but a scan is strongly consistent: a caller sees what the call before it did. */
export class Table {
  readonly #client: DynamoDb;
  readonly #name: string;
  readonly #now: () => number;

  /** @param now the time in ms, against which expiry is judged */
  constructor(client: DynamoDb, name: string, now: () => number) {
    this.#client = client;
    this.#name = name;
    this.#now = now;
  }

  async get<E extends Entity>(of: E, key: Key<E>): Promise<Stored<E> | undefined> {
    const { Item } = await this.#send('GetItem', {
      TableName: this.#name,
      Key: keyOf(of, key),
      ConsistentRead: true,
    });
    return Item && this.#live(of, Item);
  }

  /** The items that stand at some keys, at most 100 of any entities, by one request; undefined where there is none. */
  async getEach<const Es extends readonly Entity[]>(
    ...at: { [I in keyof Es]: readonly [of: Es[I], key: Key<Es[I]>] }
  ): Promise<{ [I in keyof Es]: Stored<Es[I]> | undefined }> {
    const found = new Map<string, Record<string, unknown>>();
    const name = this.#name;
    const wanted = (at as readonly (readonly [Entity, Record<string, string>])[]).map(
      ([of, key]) => [of, keyOf(of, key)] as const,
    );
    let Keys: Record<string, unknown>[] = wanted.map(([, key]) => key);
    for (let attempt = 0; Keys.length > 0; attempt++) {
      if (attempt > 0) await pause(Math.random() * Math.min(20 * 2 ** attempt, 400));
      if (attempt > MAX_RETRIES) throw unavailable('DynamoDB', new Error('unprocessed keys'));
      const request = { RequestItems: { [name]: { Keys, ConsistentRead: true } } };
      const { Responses, UnprocessedKeys } = await this.#send('BatchGetItem', request);
      for (const item of Responses?.[name] ?? []) found.set(`${String(item.pk)} ${String(item.sk)}`, item);
      Keys = UnprocessedKeys?.[name]?.Keys ?? [];
    }
    return wanted.map(([of, { pk, sk }]) => {
      const item = found.get(`${pk} ${sk}`);
      return item && this.#live(of, item);
    }) as { [I in keyof Es]: Stored<Es[I]> | undefined };
  }

  /** The same of one entity, in the order of the keys, without those where there is none. */
  async getAll<E extends Entity>(of: E, keys: Key<E>[]): Promise<Stored<E>[]> {
    const found = await this.getEach<E[]>(...keys.map((key) => [of, key] as const));
    return found.filter((item) => item !== undefined);
  }

  /**
   * Whatever lies beside an item of a key in its partition, up to 1 MB of it.
   * @param after the `next` of the page before
   */
  async partition(
    of: Entity,
    key: Record<string, string>,
    after = ' ',
  ): Promise<{ items: { type: string; value: Record<string, unknown> }[]; next: string | undefined }> {
    const input = {
      TableName: this.#name,
      KeyConditionExpression: 'pk = :pk AND sk > :after',
      ExpressionAttributeValues: { ':pk': fill(of.pk, key), ':after': after },
      ConsistentRead: true,
    };
    const { Items, LastEvaluatedKey } = await this.#send('Query', input);
    const items = (Items ?? []).map(({ item_type, ...value }) => ({ type: String(item_type), value }));
    return { items, next: LastEvaluatedKey && String(LastEvaluatedKey.sk) };
  }

  /**
   * The items whose last key part lies between `from` and `to` (both included), greatest key first.
   * @param most stops after so many
   */
  async newest<E extends Entity>(
    of: E,
    key: Record<string, string>,
    from: string,
    to: string,
    most = Infinity,
  ): Promise<Stored<E>[]> {
    const found: Stored<E>[] = [];
    const [prefix = ''] = of.sk.split('{');
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page: Page = await this.#send('Query', {
        TableName: this.#name,
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: {
          ':pk': fill(of.pk, key),
          ':from': prefix + from,
          ':to': prefix + to,
        },
        ScanIndexForward: false,
        ConsistentRead: true,
        ...(most < Infinity && { Limit: most - found.length }),
        ExclusiveStartKey,
      });
      for (const item of page.Items ?? []) {
        const live = this.#live(of, item);
        if (live) found.push(live);
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey && found.length < most);
    return found;
  }

  /**
   * Every live item of some entities, page by page. Reads the whole table: for jobs, never for a call. Each item is as it
   * was a moment ago, at half the price: a job must bear that one changes under it anyway.
   */
  async *scan<E extends Entity>(...of: E[]): AsyncGenerator<Stored<E>> {
    const names = of.map((_, index) => `:type${index}`);
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page: Page = await this.#send('Scan', {
        TableName: this.#name,
        FilterExpression: `item_type IN (${names.join(', ')})`,
        ExpressionAttributeValues: Object.fromEntries(of.map(({ type }, index) => [`:type${index}`, type])),
        ExclusiveStartKey,
      });
      for (const item of page.Items ?? []) {
        const entity = of.find(({ type }) => type === item.item_type);
        const live = entity && this.#live(entity, item);
        if (live) yield live;
      }
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
  }

  /**
   * Does one `change` or `upsert` in one request. Gives the item after it, or, where the condition refused it, the
   * item as it stands (undefined: there is none).
   */
  update<E extends Entity>(write: Write<E>): Promise<Changed<Stored<E>, Stored<E>>> {
    return this.#update(write, 'ALL_NEW', write.of.schema) as Promise<Changed<Stored<E>, Stored<E>>>;
  }

  /**
   * The same, but gives no more than what it changes, as `view` has it: less to send and to read. An attribute that is
   * set to what it was may be missing.
   */
  updateGiving<E extends Entity, V extends z.ZodMiniObject>(
    write: Write<E>,
    view: V,
  ): Promise<Changed<z.output<V>, Stored<E>>> {
    return this.#update(write, 'UPDATED_NEW', view) as Promise<Changed<z.output<V>, Stored<E>>>;
  }

  async #update(
    { of, item }: Write,
    ReturnValues: 'ALL_NEW' | 'UPDATED_NEW',
    view: z.ZodMiniObject,
  ): Promise<Changed<unknown, unknown>> {
    if (!item.Update) throw new TypeError('only a change or an upsert gives its item back');
    try {
      const { Attributes } = await this.#send('UpdateItem', {
        ...item.Update,
        TableName: this.#name,
        ReturnValues,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      });
      return { done: true, item: view.parse(Attributes) };
    } catch (error) {
      if (!isNamed(error, CONDITION_FAILED)) throw error;
      return { done: false, item: error.item && of.schema.parse(error.item) };
    }
  }

  /**
   * Does all of the writes or none. Gives the first write that its own condition refused, undefined when all are
   * done. A single write goes as itself, at half the price of a transaction.
   */
  async commit(...writes: [Write, ...Write[]]): Promise<Write | undefined> {
    const [{ item: only }] = writes;
    const TableName = this.#name;
    try {
      if (writes.length > 1) await this.#transact(writes);
      else if (only.Put) await this.#send('PutItem', { ...only.Put, TableName });
      else if (only.Update) await this.#send('UpdateItem', { ...only.Update, TableName });
      else await this.#send('DeleteItem', { ...only.Delete, TableName });
      return undefined;
    } catch (error) {
      if (isNamed(error, CONDITION_FAILED)) return writes[0];
      const refused = reasonsOf(error).indexOf('ConditionalCheckFailed');
      if (refused < 0) throw error;
      return writes[refused];
    }
  }

  #transact(writes: Write[]): Promise<object> {
    const TableName = this.#name;
    const TransactItems = writes.map(({ item }) =>
      Object.fromEntries(Object.entries(item).map(([kind, write]) => [kind, { ...write, TableName }])),
    );
    // One token for every attempt: DynamoDB does what it names once, also when an answer was lost on the way.
    return this.#send('TransactWriteItems', { TransactItems, ClientRequestToken: randomUUID() });
  }

  /** Expired items may lie in the table for days before TTL takes them: to every reader they are gone. */
  #live<E extends Entity>(of: E, item: Record<string, unknown>): Stored<E> | undefined {
    const { expires_at } = item;
    if (typeof expires_at === 'number' && expires_at * 1000 <= this.#now()) return undefined;
    return of.schema.parse(item) as Stored<E>;
  }

  /** Retries contention only; what a condition refused stays refused, and every other error means "unavailable". */
  async #send<O extends Operation>(operation: O, input: object): Promise<Answers[O]> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#client(operation, input);
      } catch (error) {
        if (isRefusal(error)) throw error;
        if (!isContention(error) || attempt === MAX_RETRIES) throw unavailable('DynamoDB', error);
        await pause(Math.random() * Math.min(20 * 2 ** attempt, 400));
      }
    }
  }
}

const MAX_RETRIES = 8;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

const CONDITION_FAILED = 'ConditionalCheckFailedException';
const isNamed = (error: unknown, ...names: string[]): error is DynamoDbError =>
  error instanceof DynamoDbError && names.includes(error.name);
/** Why a transaction was cancelled, for each of its writes. */
const reasonsOf = (error: unknown): readonly string[] =>
  isNamed(error, 'TransactionCanceledException') ? error.reasons : [];

const isRefusal = (error: unknown) =>
  isNamed(error, CONDITION_FAILED) || reasonsOf(error).includes('ConditionalCheckFailed');

const CONTENDED = ['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'];
const isContention = (error: unknown) =>
  isNamed(
    error,
    'TransactionConflictException',
    'TransactionInProgressException',
    'ProvisionedThroughputExceededException',
    'ThrottlingException',
    'RequestLimitExceeded',
  ) || reasonsOf(error).some((reason) => CONTENDED.includes(reason));

/** What an item is, for migrations and for people who look into the table; no schema has attributes of these names. */
const marks = (of: Entity) => ({ item_type: of.type, item_version: of.version });

const stored = (of: Entity, value: Record<string, unknown>) => ({
  ...value,
  ...keyOf(of, value),
  ...marks(of),
});

const guarded = (bind: Binder, when?: Condition) => ({
  ...(when && { ConditionExpression: when(bind) }),
  ...(Object.keys(bind.names).length > 0 && { ExpressionAttributeNames: bind.names }),
  ...(Object.keys(bind.values).length > 0 && { ExpressionAttributeValues: bind.values }),
});

/** Writes an item; refused when `when` does not hold of what stands there. */
export const put = <E extends Entity>(of: E, value: Stored<E>, when?: Condition): Write<E> => ({
  of,
  item: { Put: { Item: stored(of, value), ...guarded(new Binder(), when) } },
});

/** Writes a new item; refused when one stands there, expired or not. */
export const create = <E extends Entity>(of: E, value: Stored<E>): Write<E> => put(of, value, missing('pk'));

/** Changes an item; refused when there is none, or `when` does not hold of it. */
export const change = <E extends Entity>(of: E, key: Key<E>, to: Change, when?: Condition): Write<E> =>
  updated(of, key, to, when ? all(exists('pk'), when) : exists('pk'));

/** Changes an item, or makes it of what `to` sets; refused when `when` does not hold. */
export const upsert = <E extends Entity>(of: E, key: Key<E>, to: Change, when?: Condition): Write<E> =>
  updated(of, key, { ...to, set: { ...key, ...marks(of), ...to.set } }, when);

const updated = <E extends Entity>(of: E, key: Key<E>, to: Change, when?: Condition): Write<E> => {
  const bind = new Binder();
  const UpdateExpression = updateExpression(to, bind);
  return {
    of,
    item: { Update: { Key: keyOf(of, key), UpdateExpression, ...guarded(bind, when) } },
  };
};

/** Removes an item; without `when` it is no error if there is none. */
export const erase = <E extends Entity>(of: E, key: Key<E>, when?: Condition): Write<E> => ({
  of,
  item: { Delete: { Key: keyOf(of, key), ...guarded(new Binder(), when) } },
});
