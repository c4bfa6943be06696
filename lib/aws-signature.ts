import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  /** of a role's credentials, which is what a function has */
  sessionToken?: string;
}

const hmac = (key: string | Buffer | KeyObject, text: string) =>
  createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => hash('sha256', text, 'hex');

/**
 * Signs the one form of request that DynamoDB's protocol has, a POST of a body to the root of a host, by Signature
 * Version 4 (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html). By Node's own
 * hashes: those of Web Crypto, which aws4fetch asks, take a turn of the event loop each, and twice the time of a request.
 * @returns makes the headers to send an operation's body with
 */
export function dynamoDbSigner(region: string, host: string, credentials: AwsCredentials) {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  let signing: { day: string; key: KeyObject } | undefined;
  const keyOf = (day: string): KeyObject => {
    if (signing?.day !== day) {
      const key = [region, 'dynamodb', 'aws4_request'].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day));
      signing = { day, key: createSecretKey(key) };
    }
    return signing.key;
  };

  return (operation: string, body: string, at: Date): Record<string, string> => {
    const date = at.toISOString().replace(/[-:]|\.\d+/g, '');
    const day = date.slice(0, 8);
    const headers: Record<string, string> = {
      'content-length': String(Buffer.byteLength(body)),
      'content-type': 'application/x-amz-json-1.0',
      host,
      'x-amz-date': date,
      'x-amz-target': `DynamoDB_20120810.${operation}`,
      ...(sessionToken !== undefined && { 'x-amz-security-token': sessionToken }),
    };
    const names = Object.keys(headers).sort();
    const lines = names.map((name) => `${name}:${headers[name]}\n`).join('');
    const signed = names.join(';');
    const canonical = `POST\n/\n\n${lines}\n${signed}\n${sha256(body)}`;
    const scope = `${day}/${region}/dynamodb/aws4_request`;
    const signature = hmac(keyOf(day), `AWS4-HMAC-SHA256\n${date}\n${scope}\n${sha256(canonical)}`);
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature.toString('hex')}`;
    return headers;
  };
}
