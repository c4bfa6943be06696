import * as z from 'zod/mini';
import { callAws } from './aws.ts';
import { unavailable } from './errors.ts';

const Answer = z.object({ Parameters: z.array(z.object({ Name: z.string(), Value: z.string() })) });

/**
 * Reads secrets from SSM Parameter Store, decrypted.
 * @param path ends with a slash, such as `/clara/prod/`
 * @returns the values by name; a parameter that does not exist is missing from it
 */
export async function readParameters(path: string, names: string[]): Promise<Record<string, string>> {
  try {
    const answer = await callAws({
      service: 'ssm',
      host: 'ssm',
      id: 'SSM',
      path: '/',
      headers: { 'Content-Type': 'application/x-amz-json-1.1', 'X-Amz-Target': 'AmazonSSM.GetParameters' },
      body: { Names: names.map((name) => path + name), WithDecryption: true },
    });
    const { Parameters } = Answer.parse(answer);
    return Object.fromEntries(Parameters.map(({ Name, Value }) => [Name.slice(path.length), Value]));
  } catch (error) {
    throw unavailable('SSM', error);
  }
}
