import * as z from 'zod/mini';
import { entity, fill, keyOf } from '../lib/table/entity.ts';
import { above, all, below, equals, exists, missing, plus, sizeBelow } from '../lib/table/expressions.ts';
import { dynamoDbAccess } from '../lib/aws.ts';
import { type DynamoDb, dynamoDb, DynamoDbError } from '../lib/table/dynamodb.ts';
import { change, create, erase, put, Table, upsert } from '../lib/table/table.ts';
import { type Api, startApi } from './support/harness.ts';

const Note = entity({
  type: 'note',
  version: 1,
  pk: 'USER#{user}',
  sk: 'NOTE#{id}',
  schema: z.object({
    user: z.string(),
    id: z.string(),
    count: z.int(),
    map: z.optional(z.record(z.string(), z.int())),
    expires_at: z.optional(z.int()),
  }),
});

let api: Api;
let table: Table;
let users = 0;
beforeAll(async () => {
  api = await startApi();
  table = await api.live.table();
});
afterEach(() => {
  delete api.faults.before;
  delete api.faults.after;
});
const newNote = () => ({ user: `user${users++}`, id: 'a', count: 1 });
const named = (name: string, more: object = {}) =>
  new DynamoDbError({ __type: `com.amazonaws.dynamodb.v20120810#${name}`, ...more });
const cancelled = (...codes: string[]) =>
  named('TransactionCanceledException', { CancellationReasons: codes.map((Code) => ({ Code })) });

/** Fails the first requests with the errors given, then lets all through. @returns how many were sent */
function failing(...errors: Error[]): () => number {
  let sent = 0;
  api.faults.before = () => {
    const error = errors[sent++];
    if (error) throw error;
  };
  return () => sent;
}

describe('a key', () => {
  it('cannot be forged by a value that holds a separator', () => {
    expect(fill('USER#{user}', { user: 'a#NOTE#b' })).toBe('USER#a%23NOTE%23b');
    expect(fill('USER#{user}', { user: 'a%23' })).toBe('USER#a%2523');
    expect(keyOf(Note, { user: 'u', id: '{user}' })).toEqual({ pk: 'USER#u', sk: 'NOTE#{user}' });
  });
});

describe('a write', () => {
  it('creates once, changes only what is there, and says which one was refused', async () => {
    const note = newNote();
    expect(await table.commit(create(Note, note))).toBeUndefined();
    const again = create(Note, note);
    expect(await table.commit(again)).toBe(again);
    const absent = change(Note, { user: note.user, id: 'absent' }, { set: { count: 9 } });
    const fine = change(Note, note, { set: { count: 2 } });
    expect(await table.commit(fine, absent)).toBe(absent);
    expect((await table.get(Note, note))?.count).toBe(1);
    expect(await table.commit(fine)).toBeUndefined();
    expect((await table.get(Note, note))?.count).toBe(2);
  });

  it('is guarded by its condition', async () => {
    const note = newNote();
    await table.commit(create(Note, { ...note, map: { x: 1 } }));
    const to = { set: { count: plus(1) } };
    for (const condition of [
      equals('count', 5),
      below('count', 1),
      above('count', 1),
      exists('map.y'),
      missing('map.x'),
      sizeBelow('map', 1),
      all(exists('map.x'), equals('map.x', 2)),
    ])
      expect(await table.update(change(Note, note, to, condition))).toMatchObject({
        done: false,
        item: { count: 1 },
      });
    expect(await table.update(change(Note, note, to, equals('map.x', 1)))).toMatchObject({
      done: true,
      item: { count: 2 },
    });
    expect(await table.update(upsert(Note, { user: note.user, id: 'new' }, to))).toMatchObject({
      item: { count: 1 },
    });
    const kept = erase(Note, note, equals('count', 1));
    expect(await table.commit(kept)).toBe(kept);
    expect(await table.commit(erase(Note, note, equals('count', 2)))).toBeUndefined();
    expect(await table.get(Note, note)).toBeUndefined();
  });
});

describe('a read of several items', () => {
  const Other = entity({ ...Note, type: 'other', sk: 'OTHER#{id}' });
  const name = () => api.tableName;
  const client = dynamoDb(dynamoDbAccess());
  /** A table whose DynamoDB leaves out all but so many keys of each request. */
  const sparing = (most: number) => {
    let asked = 0;
    const sparingly = async (operation: string, input: object) => {
      asked++;
      expect(operation).toBe('BatchGetItem');
      const { RequestItems } = input as { RequestItems: Record<string, { Keys: object[] }> };
      const Keys = RequestItems[name()]?.Keys ?? [];
      const UnprocessedKeys = { [name()]: { Keys: Keys.slice(most) } };
      if (most === 0) return { UnprocessedKeys };
      const request = { [name()]: { ...RequestItems[name()], Keys: Keys.slice(0, most) } };
      return { ...(await client('BatchGetItem', { RequestItems: request })), UnprocessedKeys };
    };
    return { of: new Table(sparingly as DynamoDb, name(), () => api.clock.now), asked: () => asked };
  };

  it('is one request, and gives each where it was asked for: nothing where none stands, or it is expired', async () => {
    const [one, two, late] = [newNote(), newNote(), { ...newNote(), expires_at: 1 }];
    await table.commit(create(Note, one), create(Other, two), create(Note, late));
    const before = api.requests.length;
    expect(await table.getEach([Other, two], [Note, two], [Note, one], [Note, late])).toEqual([
      two,
      undefined,
      one,
      undefined,
    ]);
    expect(api.requests.slice(before)).toMatchObject([{ operation: 'BatchGetItem' }]);
    expect(await table.getAll(Note, [late, one, two])).toEqual([one]);
  });

  it('asks again for what DynamoDB left out', async () => {
    const notes = [newNote(), newNote(), newNote()];
    for (const note of notes) await table.commit(create(Note, note));
    const { of, asked } = sparing(1);
    expect(await of.getAll(Note, notes)).toEqual(notes);
    expect(asked()).toBe(3);
  });

  it('that DynamoDB leaves out for ever is "unavailable"', async () => {
    const { of, asked } = sparing(0);
    await expect(of.getAll(Note, [newNote()])).rejects.toMatchObject({ code: 'unavailable' });
    expect(asked()).toBeLessThan(20);
  });
});

describe('an expired item', () => {
  it('is gone for every reader, though it still lies in the table', async () => {
    const note = { ...newNote(), expires_at: Math.floor(api.clock.now / 1000) + 1 };
    await table.commit(put(Note, note));
    expect(await table.get(Note, note)).toMatchObject({ count: 1 });
    expect(await table.newest(Note, { user: note.user }, 'a', 'b')).toHaveLength(1);
    api.clock.advance(1_000);
    expect(await table.get(Note, note)).toBeUndefined();
    expect(await table.newest(Note, { user: note.user }, 'a', 'b')).toEqual([]);
    expect((await api.items()).some(({ user }) => user === note.user)).toBe(true);
  });
});

describe('contention', () => {
  it.each([
    [named('TransactionConflictException')],
    [named('TransactionInProgressException')],
    [named('ProvisionedThroughputExceededException')],
    [named('ThrottlingException')],
    [named('RequestLimitExceeded')],
    [cancelled('None', 'TransactionConflict')],
    [cancelled('ThrottlingError', 'None')],
    [cancelled('ProvisionedThroughputExceeded', 'None')],
  ])('$name$reasons is retried until it passes', async (error) => {
    const sent = failing(error, error, error);
    expect(await table.commit(create(Note, newNote()), create(Note, newNote()))).toBeUndefined();
    expect(sent()).toBe(4);
  });

  it('that does not pass is "unavailable", not an endless loop', async () => {
    const sent = failing(...Array.from({ length: 100 }, () => named('TransactionConflictException')));
    await expect(table.commit(create(Note, newNote()))).rejects.toMatchObject({ code: 'unavailable' });
    expect(sent()).toBeLessThan(20);
  });

  it('beside a refused condition is not retried: the refusal stands', async () => {
    const sent = failing(cancelled('TransactionConflict', 'ConditionalCheckFailed'));
    const [one, two] = [create(Note, newNote()), create(Note, newNote())];
    expect(await table.commit(one, two)).toBe(two);
    expect(sent()).toBe(1);
  });

  it('is not what a refused condition is: that is never retried', async () => {
    const note = newNote();
    await table.commit(create(Note, note));
    const before = api.requests.length;
    await table.commit(create(Note, note));
    await table.commit(create(Note, newNote()), create(Note, note));
    expect(api.requests.length - before).toBe(2);
  });

  it.each([new Error('no answer'), named('ValidationException'), new TypeError('fetch failed')])(
    'is not what any other error is: %s is "unavailable" at once',
    async (error) => {
      const sent = failing(error);
      await expect(table.get(Note, newNote())).rejects.toMatchObject({ code: 'unavailable' });
      expect(sent()).toBe(1);
    },
  );
});
