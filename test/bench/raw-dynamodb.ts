import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';

const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const SERVICE = 'dynamodb';

/**
 * DynamoDB with nothing in between: one HTTP request on a connection that stays open, signed by Signature Version 4, no
 * SDK. The least that a call to it takes in this process.
 */
export function rawDynamoDb(endpoint: string) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port, host } = new URL(endpoint);
  const {
    AWS_ACCESS_KEY_ID: id = '',
    AWS_SECRET_ACCESS_KEY: secret = '',
    AWS_REGION: region = '',
  } = process.env;
  let signing: { day: string; key: Buffer } | undefined;
  const signingKey = (day: string): Buffer => {
    if (signing?.day !== day) {
      const key = [region, SERVICE, 'aws4_request'].reduce(hmac, hmac(`AWS4${secret}`, day));
      signing = { day, key };
    }
    return signing.key;
  };

  function headersOf(target: string, body: string): Record<string, string> {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const signed = { host, 'x-amz-date': date, 'x-amz-target': target };
    const names = Object.keys(signed).join(';');
    const lines = Object.entries(signed).map(([name, value]) => `${name}:${value}\n`);
    const canonical = ['POST', '/', '', lines.join(''), names, sha256(body)].join('\n');
    const scope = `${date.slice(0, 8)}/${region}/${SERVICE}/aws4_request`;
    const text = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
    const signature = hmac(signingKey(date.slice(0, 8)), text).toString('hex');
    return {
      ...signed,
      'Content-Type': 'application/x-amz-json-1.0',
      'Content-Length': String(Buffer.byteLength(body)),
      Authorization: `AWS4-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=${names}, Signature=${signature}`,
    };
  }

  /** @returns what was answered, whether it was done or refused */
  return (action: string, input: object): Promise<unknown> => {
    const body = JSON.stringify(input);
    const headers = headersOf(`DynamoDB_20120810.${action}`, body);
    return new Promise((resolve, reject) => {
      const sent = request({ agent, hostname, port, method: 'POST', headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => resolve(JSON.parse(Buffer.concat(parts).toString())));
        answer.on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
  };
}
