import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sqsQueue } from '../lib/queue/sqs-queue.ts';

const message = { user_id: `user_${'1'.repeat(32)}`, task_id: `task_${'2'.repeat(32)}` };

describe('a task in the queue', () => {
  const { AWS_ENDPOINT_URL_SQS: engine } = process.env;
  afterEach(() => {
    process.env.AWS_ENDPOINT_URL_SQS = engine;
  });

  it('belongs to its user’s group, by which SQS is fair to the others', async () => {
    let sent = '';
    const server = createServer((incoming, response) => {
      incoming.on('data', (chunk: Buffer) => (sent += chunk.toString()));
      incoming.on('end', () => response.end('{}'));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    process.env.AWS_ENDPOINT_URL_SQS = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await sqsQueue('https://queue').send(message);
    server.close();
    expect(JSON.parse(sent)).toEqual({
      QueueUrl: 'https://queue',
      MessageBody: JSON.stringify(message),
      MessageGroupId: message.user_id,
    });
  });

  it('is taken so by a standard queue', async () => {
    const queue = sqsQueue(process.env.TEST_QUEUE_URL ?? '');
    await expect(queue.send(message)).resolves.toBeUndefined();
  });
});
