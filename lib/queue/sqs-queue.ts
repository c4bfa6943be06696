import { callAws } from '../aws.ts';
import { unavailable } from '../errors.ts';
import type { TaskQueue } from './queue.ts';

/** The queue in SQS (SendMessage). */
export const sqsQueue = (url: string): TaskQueue => ({
  async send(message) {
    try {
      await callAws({
        service: 'sqs',
        host: 'sqs',
        id: 'SQS',
        path: '/',
        headers: { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Target': 'AmazonSQS.SendMessage' },
        body: { QueueUrl: url, MessageBody: JSON.stringify(message) },
      });
    } catch (error) {
      throw unavailable('SQS', error);
    }
  },
});
