import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Stack, startStack } from '../../local/stack/stack.ts';
import { freeBlock } from './ports.ts';

let stack: Stack | undefined;

/** Starts the whole system once for all tests, on ports and data of its own. */
export async function start(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'clara-test-'));
  const log = join(folder, 'log');
  appendFileSync(log, '');
  const options = {
    profile: 'clara' as const,
    fresh: false,
    folder,
    say: (line: string) => appendFileSync(log, `${line}\n`),
  };
  process.env.CORS_ORIGINS = '*';
  stack = await startStack({ ...options, port: await freeBlock() });
  // What tests start besides has the default.
  delete process.env.CORS_ORIGINS;
  Object.assign(process.env, {
    // Metrics go to the console that the tests listen to.
    POWERTOOLS_DEV: 'true',
    POWERTOOLS_METRICS_DISABLED: 'false',
    TEST_URL: stack.url,
    TEST_BUILD: stack.build,
    TEST_LOG: log,
    TEST_MAIL_URL: stack.mailUrl,
    TEST_STRIPE_URL: stack.stripeUrl,
    AWS_ENDPOINT_URL_SESV2: stack.mailUrl,
    AWS_ENDPOINT_URL_S3: stack.filesUrl,
    AWS_ENDPOINT_URL_SQS: new URL(stack.queueUrl ?? '').origin,
    TEST_QUEUE_URL: stack.queueUrl,
    AWS_ENDPOINT_URL_DYNAMODB: stack.dynamodbUrl,
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_REGION: 'us-east-1',
  });
}

export const stop = () => stack?.stop();
