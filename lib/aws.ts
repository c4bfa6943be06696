import { AwsClient } from 'aws4fetch';

/** An AWS service answered with an error of its own. */
export class AwsError extends Error {
  override readonly name: string;
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

export interface AwsCall {
  /** the service's name in its host and in signatures */
  service: 'ssm' | 'ses';
  host: 'ssm' | 'email';
  /** as in `AWS_ENDPOINT_URL_<id>`, which an SDK would read, too */
  id: 'SSM' | 'SESV2';
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

const CALL_TIMEOUT_MS = 3_000;

/**
 * One signed call to an AWS service of which we need a single operation. The SDK's clients for SSM and SES would add
 * 200 KB and 90 KB to functions that must start fast.
 * @returns the answer's JSON; fails with `AwsError`, or with what kept it from answering
 */
export async function callAws({ service, host, id, path, headers, body }: AwsCall): Promise<unknown> {
  const { AWS_REGION: region = '', ...env } = process.env;
  const client = new AwsClient({
    service,
    region,
    retries: 2,
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    ...(env.AWS_SESSION_TOKEN && { sessionToken: env.AWS_SESSION_TOKEN }),
  });
  const endpoint = env[`AWS_ENDPOINT_URL_${id}`] ?? `https://${host}.${region}.amazonaws.com`;
  const abort = new AbortController();
  const answer = client
    .fetch(endpoint + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal: abort.signal,
    })
    .then(jsonOf);
  return within(CALL_TIMEOUT_MS, answer, abort);
}

async function jsonOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  const type = response.headers.get('x-amzn-errortype')?.split(':')[0];
  throw new AwsError(type ?? (response.status === 400 ? 'BadRequestException' : `Status${response.status}`));
}

/**
 * Waits for a promise no longer than `ms`. A signal alone does not do: it reaches a fetch through weak references, and
 * one that was collected leaves the fetch waiting for ever.
 */
async function within<T>(ms: number, promise: Promise<T>, abort: AbortController): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new AwsError('TimeoutError'));
      abort.abort();
    }, ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
