import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from './openapi.ts';

/** An object of the API by its name in the OpenAPI document: `Schema<'Task'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

export type ClaraClient = Client<paths>;

/**
 * The `Authorization` of each kind of caller: `bearer` a user token or the API key's token, `basic` e-mail and password,
 * `key` the PUBLIC or PRIVATE key.
 */
export type Credentials =
  { bearer: string } | { basic: { email: string; password: string } } | { key: string };

export interface ClaraOptions {
  /** the API's base, `/api/v1` included */
  baseUrl: string;
  credentials?: Credentials;
  /** in place of the global one */
  fetch?: (request: Request) => Promise<Response>;
}

/** A client whose calls, bodies and answers are typed by the OpenAPI document; an answer has `data` or `error`. */
export const clara = ({ baseUrl, credentials, fetch }: ClaraOptions): ClaraClient =>
  createClient<paths>({
    baseUrl,
    ...(credentials && { headers: { Authorization: authorization(credentials) } }),
    ...(fetch && { fetch }),
  });

function authorization(credentials: Credentials): string {
  if ('bearer' in credentials) return `Bearer ${credentials.bearer}`;
  if ('key' in credentials) return credentials.key;
  const { email, password } = credentials.basic;
  const bytes = new TextEncoder().encode(`${email}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...bytes))}`;
}
