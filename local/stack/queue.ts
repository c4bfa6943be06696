import type { SQSBatchResponse } from 'aws-lambda';
import { buildApp } from 'fauxqs';
import { queueProperties } from './serverless-file.ts';

/** What ReceiveMessage gives, as far as it is used here. */
interface Message {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
}

type Invoke = (name: string, event: unknown) => Promise<unknown>;

const NAME = 'clara-tasks';
const DEAD = `${NAME}-dead`;
const ACCOUNT = '000000000000';

const POLLERS = 2;
const POLL_S = 5;
const PAUSE_MS = 1_000;

export interface LocalQueue {
  endpoint: string;
  url: string;
  /** Hands messages to the worker, as Lambda's event source does, until the queue is stopped. */
  work: (invoke: Invoke) => void;
  stop: () => Promise<void>;
}

export const queueUrl = (port: number) => `http://127.0.0.1:${port}/${ACCOUNT}/${NAME}`;

/** SQS on this machine, with the queues as they are deployed. Its messages live as long as it does: the sweep sends them again. */
export async function startQueue(port: number): Promise<LocalQueue> {
  const app = buildApp({ logger: false });
  await app.listen({ port, host: '127.0.0.1' });
  const endpoint = `http://127.0.0.1:${port}`;
  const url = queueUrl(port);
  const sqs = async <T>(action: string, body: object, signal?: AbortSignal): Promise<T> => {
    const headers = { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': `AmazonSQS.${action}` };
    const response = await fetch(endpoint, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      ...(signal && { signal }),
    });
    if (!response.ok) throw new Error(`SQS answered ${response.status} to ${action}`);
    return (await response.json()) as T;
  };
  const { visibilityTimeout, maxReceiveCount } = queueProperties;
  await sqs('CreateQueue', { QueueName: DEAD });
  await sqs('CreateQueue', {
    QueueName: NAME,
    Attributes: {
      VisibilityTimeout: String(visibilityTimeout),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: `arn:aws:sqs:us-east-1:${ACCOUNT}:${DEAD}`,
        maxReceiveCount,
      }),
    },
  });

  const ending = new AbortController();
  const isEnding = () => ending.signal.aborted;
  let pollers: Promise<void>[] = [];

  const poll = async (invoke: Invoke) => {
    while (!isEnding()) {
      try {
        const { Messages = [] } = await sqs<{ Messages?: Message[] }>(
          'ReceiveMessage',
          { QueueUrl: url, MaxNumberOfMessages: 1, WaitTimeSeconds: POLL_S },
          ending.signal,
        );
        const Records = Messages.map(({ MessageId, Body }) => ({ messageId: MessageId, body: Body }));
        if (Records.length === 0) continue;
        const { batchItemFailures } = (await invoke('agentWork', { Records })) as SQSBatchResponse;
        const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
        for (const { MessageId, ReceiptHandle } of Messages)
          if (!again.has(MessageId)) await sqs('DeleteMessage', { QueueUrl: url, ReceiptHandle });
      } catch {
        // The worker, or the queue, is not there: its messages come again.
        if (!isEnding()) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      }
    }
  };

  return {
    endpoint,
    url,
    work: (invoke) => {
      pollers = Array.from({ length: POLLERS }, () => poll(invoke));
    },
    stop: async () => {
      ending.abort();
      await Promise.all(pollers);
      await app.close();
    },
  };
}
