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
        // Of a standard queue it makes a fair one: who sends much makes nobody but himself wait.
        // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues.html
        body: { QueueUrl: url, MessageBody: JSON.stringify(message), MessageGroupId: message.user_id },
      });
    } catch (error) {
      throw unavailable('SQS', error);
    }
  },
});
