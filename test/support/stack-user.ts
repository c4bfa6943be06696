import { randomUUID } from 'node:crypto';
import { codesMailedTo } from './inbox.ts';

/** Who has an account and a key at the running stack. */
export interface StackUser {
  id: string;
  /** the API key's token */
  token: string;
}

const STACK = process.env.TEST_URL ?? '';

/** Registers and activates somebody at the running stack, over HTTP. */
export async function stackUser(): Promise<StackUser> {
  const email = `somebody-${randomUUID()}@example.com`;
  const call = async (method: string, path: string, Authorization: string, body?: object) => {
    const response = await fetch(STACK + path, {
      method,
      headers: { Authorization, 'Content-Type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    const { data, message } = (await response.json()) as { data: Record<string, string>; message: string };
    if (!response.ok) throw new Error(`${method} ${path}: ${message}`);
    return data;
  };
  const names = { first_name: 'Ada', last_name: 'Lovelace' };
  const registration = { ...names, email, password: 'a rather long: secret' };
  const { id = '', token = '' } = await call('POST', '/auth/register', 'clara_public_local', registration);
  const [code] = await codesMailedTo(email);
  await call('POST', `/users/${email}/activate`, 'clara_public_local', { code });
  const key = await call('GET', `/users/${id}/api_key`, `Bearer ${token}`);
  return { id, token: key.token ?? '' };
}
