import * as http from 'node:http';
import * as https from 'node:https';
import { urlToHttpOptions } from 'node:url';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type AwsCredentials, dynamoDbSigner } from '../aws-signature.ts';

type Item = Record<string, unknown>;

export interface Page {
  Items?: Item[];
  LastEvaluatedKey?: Item;
}

/** What we read of DynamoDB's answers, its attribute values as values of JavaScript. */
export interface Answers {
  GetItem: { Item?: Item };
  BatchGetItem: {
    Responses?: Record<string, Item[]>;
    UnprocessedKeys?: Record<string, { Keys?: Item[] }>;
  };
  Query: Page;
  Scan: Page;
  PutItem: object;
  UpdateItem: { Attributes?: Item };
  DeleteItem: object;
  TransactWriteItems: object;
}
export type Operation = keyof Answers;

/** One request, as the API reference of DynamoDB has it; fails with `DynamoDbError`, or with what kept it from answering. */
export type DynamoDb = <O extends Operation>(operation: O, input: object) => Promise<Answers[O]>;

/** DynamoDB refused a request; `name` is the exception's. */
export class DynamoDbError extends Error {
  override readonly name: string;
  /** the item as it stands, of a condition that it does not meet */
  readonly item: Item | undefined;
  /** of a cancelled transaction, for each of its writes; `None` for one that would have been done */
  readonly reasons: readonly string[];

  constructor(body: Record<string, unknown>) {
    const name = String(body.__type).replace(/^.*#/, '');
    super(name);
    this.name = name;
    this.item = body.Item as Item | undefined;
    const reasons = (body.CancellationReasons ?? []) as { Code?: string }[];
    this.reasons = reasons.map(({ Code = 'None' }) => Code);
  }
}

/** Nothing that could be read came back; the log says no more of an error than its name. */
class NoAnswer extends Error {
  override readonly name: string;
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/** Short enough that a table which is down is answered within API clients' patience, the second attempt included. */
const TIMEOUT_MS = 1_500;
/** No caller waits for a job that reads the whole table, and local engines take seconds for a page of a large one. */
const SCAN_TIMEOUT_MS = 30_000;
const ATTEMPTS = 2;
const RETRY_MS = 50;

/**
 * DynamoDB by its own protocol: a signed POST of JSON. The SDK's client takes three times the CPU of this one and 190 KB
 * of each bundle, and a check of a key is little else than one such request.
 * @param access to whose DynamoDB
 * @param timeoutMs for each attempt, but for a scan
 * @param attempts where nothing answered, or DynamoDB failed; what it refused is not asked again
 */
export function dynamoDb(
  { endpoint, region, credentials }: { endpoint: string; region: string; credentials: AwsCredentials },
  { timeoutMs = TIMEOUT_MS, attempts = ATTEMPTS } = {},
): DynamoDb {
  const url = new URL(endpoint);
  const target = urlToHttpOptions(url);
  const { request, Agent } = url.protocol === 'http:' ? http : https;
  const agent = new Agent({ keepAlive: true });
  const sign = dynamoDbSigner(region, url.host, credentials);

  const answered = (operation: string, body: string) =>
    new Promise<{ status: number; text: string }>((resolve, reject) => {
      const headers = sign(operation, body, new Date());
      const sent = request({ ...target, agent, method: 'POST', headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }),
        );
        answer.on('error', reject);
      });
      const ms = operation === 'Scan' ? Math.max(timeoutMs, SCAN_TIMEOUT_MS) : timeoutMs;
      const timer = setTimeout(() => sent.destroy(new NoAnswer('TimeoutError')), ms);
      sent.on('close', () => clearTimeout(timer));
      sent.on('error', reject);
      sent.end(body);
    });

  /** What DynamoDB said, done or refused: only where it said nothing, or failed itself, it is asked again. */
  async function said(operation: string, body: string): Promise<{ status: number; text: string }> {
    for (let left = attempts - 1; ; left--) {
      try {
        const answer = await answered(operation, body);
        if (answer.status < 500) return answer;
        throw new NoAnswer(`Status${answer.status}`);
      } catch (error) {
        if (left <= 0) throw error;
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS * (1 + Math.random())));
      }
    }
  }

  return async (operation: Operation, input: object) => {
    const { status, text } = await said(operation, JSON.stringify(encoded(input)));
    const given = decoded(JSON.parse(text));
    if (typeof given !== 'object' || given === null) throw new NoAnswer('UnreadableAnswer');
    if (status !== 200) throw new DynamoDbError(given as Record<string, unknown>);
    return given;
  };
}

/** Which fields of requests and answers hold items, and how. */
const HOLDS: Record<string, 'item' | 'list' | 'lists by table' | undefined> = {
  Item: 'item',
  Key: 'item',
  Attributes: 'item',
  ExpressionAttributeValues: 'item',
  ExclusiveStartKey: 'item',
  LastEvaluatedKey: 'item',
  Items: 'list',
  Keys: 'list',
  Responses: 'lists by table',
};

/** As DynamoDB has it: what of a request or an answer goes over the wire, before it is JSON. */
export const encoded = (input: unknown): unknown =>
  translated(input, (item) => marshall(item, { removeUndefinedValues: true }));
const decoded = (answer: unknown): unknown =>
  translated(answer, (item) => unmarshall(item as Record<string, AttributeValue>));

/** Translates the items within, and leaves the rest as it is. */
function translated(value: unknown, one: (item: Item) => unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => translated(each, one));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value as Record<string, unknown>).map(([name, field]) => {
    const holds = field === undefined ? undefined : HOLDS[name];
    if (holds === 'item') return [name, one(field as Item)];
    if (holds === 'list') return [name, (field as Item[]).map(one)];
    if (holds === 'lists by table')
      return [
        name,
        Object.fromEntries(
          Object.entries(field as Record<string, Item[]>).map(([table, items]) => [table, items.map(one)]),
        ),
      ];
    return [name, translated(field, one)];
  });
  return Object.fromEntries(fields);
}
