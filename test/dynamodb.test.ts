import { createServer, type RequestListener, type Server } from 'node:http';
import { createHash, createHmac } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { dynamoDbSigner } from '../lib/aws-signature.ts';
import { dynamoDbAccess } from '../lib/aws.ts';
import { dynamoDb } from '../lib/table/dynamodb.ts';
import { createTable } from '../local/stack/dynamodb.ts';

class Sha256 {
  readonly #hash;
  constructor(secret?: unknown) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(chunk: string | Uint8Array) {
    this.#hash.update(chunk);
  }
  digest = () => Promise.resolve(new Uint8Array(this.#hash.digest()));
  reset() {
    throw new Error('not used');
  }
}

describe('a signature', () => {
  it('is the one that AWS’s own signer makes', async () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'Z', '0', '9', '-'),
      minLength: 1,
      maxLength: 20,
    });
    const credentials = fc.record(
      { accessKeyId: word, secretAccessKey: fc.string({ minLength: 1 }), sessionToken: word },
      { requiredKeys: ['accessKeyId', 'secretAccessKey'] },
    );
    const at = fc.date({
      min: new Date('2000-01-01'),
      max: new Date('2099-12-31'),
      noInvalidDate: true,
    });
    await fc.assert(
      fc.asyncProperty(
        credentials,
        word,
        fc.string({ unit: 'binary' }),
        fc.array(at, { minLength: 1, maxLength: 3 }),
        async (who, region, body, dates) => {
          const host = `dynamodb.${region}.amazonaws.com`;
          const headers = {
            'content-length': String(Buffer.byteLength(body)),
            'content-type': 'application/x-amz-json-1.0',
            'x-amz-target': 'DynamoDB_20120810.GetItem',
          };
          const sign = dynamoDbSigner(region, host, who);
          const theirs = new SignatureV4({
            credentials: who,
            region,
            service: 'dynamodb',
            sha256: Sha256,
            applyChecksum: false,
          });
          const request = {
            method: 'POST',
            protocol: 'https:',
            hostname: host,
            path: '/',
            query: {},
            headers: { ...headers, host },
            body,
          };
          for (const signingDate of dates) {
            const signed = await theirs.sign(request, { signingDate });
            expect(sign('GetItem', body, signingDate)).toEqual(signed.headers);
          }
        },
      ),
    );
  });
});

const at = (endpoint: string) => ({ ...dynamoDbAccess(), endpoint });

describe('a request', () => {
  const servers: Server[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });
  async function served(...answers: RequestListener[]) {
    let asked = 0;
    const server = createServer((request, response) => {
      const answer = answers[asked++] ?? answers.at(-1);
      request.resume().on('end', () => answer?.(request, response));
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    return { endpoint, asked: () => asked };
  }
  const answering =
    (status: number, body: string): RequestListener =>
    (_, response) =>
      response.writeHead(status).end(body);
  const good = answering(200, '{"Item":{"n":{"N":"1"}}}');
  const refused = answering(
    400,
    JSON.stringify({
      __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { count: { N: '3' } },
    }),
  );
  const cut: RequestListener = ({ socket }) => socket.destroy();
  const silent: RequestListener = () => undefined;
  const halfway: RequestListener = (_, response) =>
    void response.writeHead(200, { 'Content-Length': '90' }).write('{');

  it.each([
    ['that fails', answering(500, '{"__type":"InternalServerError"}')],
    ['that a proxy answers', answering(503, '<html>')],
    ['whose connection is cut', cut],
    ['that nobody answers', silent],
    ['whose answer stops halfway', halfway],
  ])('%s is made once more', async (_, first) => {
    const { endpoint, asked } = await served(first, good);
    expect(await dynamoDb(at(endpoint), { timeoutMs: 300 })('GetItem', {})).toEqual({ Item: { n: 1 } });
    expect(asked()).toBe(2);
  });

  it.each([
    ['fails', answering(500, '{}'), 'Status500'],
    ['is not answered', silent, 'TimeoutError'],
    ['is answered halfway', halfway, 'TimeoutError'],
    ['is cut', cut, 'Error'],
  ])('that %s each time fails, and does not wait on', async (_, answer, name) => {
    const { endpoint, asked } = await served(answer);
    await expect(dynamoDb(at(endpoint), { timeoutMs: 200 })('GetItem', {})).rejects.toMatchObject({ name });
    expect(asked()).toBe(2);
  });

  it('that was refused is not made again; its error has the item that stands there', async () => {
    const { endpoint, asked } = await served(refused, good);
    await expect(dynamoDb(at(endpoint))('UpdateItem', {})).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      item: { count: 3 },
    });
    expect(asked()).toBe(1);
  });

  it.each([
    ['null', 200],
    ['<html>', 400],
    ['{"Item":{"n":{"N":"1.5e17"}}}', 200],
  ])('whose answer is %s fails, and is not made again: it may be done', async (body, status) => {
    const { endpoint, asked } = await served(answering(status, body));
    await expect(dynamoDb(at(endpoint))('UpdateItem', {})).rejects.not.toHaveProperty('reasons');
    expect(asked()).toBe(1);
  });

  it('that reads the whole table may take its time', async () => {
    const late: RequestListener = (request, response) => void setTimeout(() => good(request, response), 400);
    const { endpoint, asked } = await served(late);
    await dynamoDb(at(endpoint), { timeoutMs: 100 })('Scan', {});
    expect(asked()).toBe(1);
  });

  it('goes through one connection, one after the other', async () => {
    const sockets = new Set<unknown>();
    const { endpoint } = await served((request, response) => {
      sockets.add(request.socket);
      good(request, response);
    });
    const send = dynamoDb(at(endpoint));
    for (let i = 0; i < 5; i++) await send('GetItem', {});
    expect(sockets.size).toBe(1);
  });
});

describe('an item', () => {
  // The SDK's own translation refuses `constructor`, as a name of an object's own; no map of ours has a caller's names.
  it('comes back as it was put, whatever its attributes are called', async () => {
    const name = `items-${process.pid}`;
    await createTable(process.env.AWS_ENDPOINT_URL_DYNAMODB ?? '', name);
    const send = dynamoDb(dynamoDbAccess());
    const key = fc.oneof(
      fc.constantFrom('Item', 'Items', 'Keys', 'Responses', 'ExpressionAttributeValues'),
      fc.string({ minLength: 1, maxLength: 20 }).filter((text) => !(text in {})),
    );
    const leaf = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.maxSafeInteger(),
      fc.boolean(),
      fc.constant(null),
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(key, tie('value'), { maxKeys: 3 }),
      ),
    }));
    await fc.assert(
      fc.asyncProperty(fc.dictionary(key, value, { maxKeys: 4 }), async (attributes) => {
        const Item = { ...attributes, pk: 'a', sk: 'b' };
        await send('PutItem', { TableName: name, Item: { ...Item, gone: undefined } });
        const Key = { pk: 'a', sk: 'b' };
        const found = await send('GetItem', { TableName: name, Key, ConsistentRead: true });
        expect({ ...found.Item }).toEqual(Item);
        const Keys = { [name]: { Keys: [Key], ConsistentRead: true } };
        const { Responses } = await send('BatchGetItem', { RequestItems: Keys });
        expect(Responses?.[name]).toEqual([Item]);
      }),
      { numRuns: 60 },
    );
  });
});
