import { Agent, request } from 'node:http';
import { dynamoDbSigner } from '../../lib/aws-signature.ts';
import { dynamoDbAccess } from '../../lib/aws.ts';

/**
 * DynamoDB with nothing in between: one signed HTTP request on a connection that stays open, its JSON as it is. The least
 * that a call to it takes in this process.
 */
export function rawDynamoDb(endpoint: string) {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port, host } = new URL(endpoint);
  const { region, credentials } = dynamoDbAccess();
  const sign = dynamoDbSigner(region, host, credentials);

  /** @returns what was answered, whether it was done or refused */
  return (action: string, input: object): Promise<unknown> => {
    const body = JSON.stringify(input);
    const headers = sign(action, body, new Date());
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
