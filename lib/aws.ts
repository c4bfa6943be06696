import { AwsClient } from 'aws4fetch';
import type { AwsCredentials } from './aws-signature.ts';
import { within } from './deadline.ts';

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
  service: 'ssm' | 'ses' | 'sqs';
  host: 'ssm' | 'email' | 'sqs';
  id: 'SSM' | 'SESV2' | 'SQS';
  path: string;
  headers: Record<string, string>;
  body: unknown;
}

const CALL_TIMEOUT_MS = 3_000;
/** A file of 20 MB takes longer than a call; a caller must still hear within five seconds that S3 is down. */
const OBJECT_TIMEOUT_MS = 4_000;

/**
 * One signed call to an AWS service of which we need a single operation. The SDK's clients for SSM, SES and SQS would
 * add 90 to 200 KB each to functions that must start fast.
 * @returns the answer's JSON; fails with `AwsError`, or with what kept it from answering
 */
export async function callAws({ service, host, id, path, headers, body }: AwsCall): Promise<unknown> {
  const endpoint = endpointOf(host, id);
  return within(CALL_TIMEOUT_MS, async (signal) => {
    const response = await signer(service).fetch(endpoint + path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
      signal,
    });
    if (!response.ok) throw errorOf(response);
    return response.json();
  });
}

/** Reads (`GET`), writes (`PUT`) or removes an object of S3. @returns undefined when there is none */
export async function s3Object<T>(
  bucket: string,
  key: string,
  init: { method: 'GET' | 'PUT' | 'DELETE'; body?: Uint8Array },
  read: (response: Response) => Promise<T>,
): Promise<T | undefined> {
  return within(OBJECT_TIMEOUT_MS, async (signal) => {
    const response = await signer('s3').fetch(s3Url(bucket, key), { ...init, signal });
    if (response.status === 404) return undefined;
    if (!response.ok) throw errorOf(response);
    return read(response);
  });
}

/** An address at which whoever has it may put the object, with exactly these headers, for `seconds`. */
export async function presignedPut(
  bucket: string,
  key: string,
  headers: Record<string, string>,
  seconds: number,
): Promise<string> {
  const url = `${s3Url(bucket, key)}?X-Amz-Expires=${seconds}`;
  const aws = { signQuery: true, allHeaders: true };
  return (await signer('s3').sign(url, { method: 'PUT', headers, aws })).url;
}

/** The origin at which a bucket's objects lie. */
export const bucketOrigin = (bucket: string): string => new URL(s3Url(bucket, '')).origin;

function s3Url(bucket: string, key: string): string {
  const local = process.env.AWS_ENDPOINT_URL_S3;
  return local === undefined
    ? `https://${bucket}.s3.${regionOf()}.amazonaws.com/${key}`
    : `${local}/${bucket}/${key}`;
}

const regionOf = () => process.env.AWS_REGION ?? '';

/** @param id in the name of the environment variable that leads elsewhere, which an SDK would read, too */
const endpointOf = (host: string, id: string) =>
  process.env[`AWS_ENDPOINT_URL_${id}`] ?? `https://${host}.${regionOf()}.amazonaws.com`;

/** Lambda hands them over in the environment: nothing searches profiles, SSO and metadata services. */
function credentialsOf(): AwsCredentials {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN } = process.env;
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN && { sessionToken: AWS_SESSION_TOKEN }),
  };
}

/** DynamoDB has a client of its own, which is given these. */
export const dynamoDbAccess = () => ({
  endpoint: endpointOf('dynamodb', 'DYNAMODB'),
  region: regionOf(),
  credentials: credentialsOf(),
});

const signer = (service: string) =>
  new AwsClient({ service, region: regionOf(), retries: 2, ...credentialsOf() });

function errorOf(response: Response): AwsError {
  const type = response.headers.get('x-amzn-errortype')?.split(':')[0];
  return new AwsError(type ?? (response.status === 400 ? 'BadRequestException' : `Status${response.status}`));
}
