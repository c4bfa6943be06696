import { settings } from '../settings.ts';
import { callApi } from './client.ts';
import type { User, UserWithToken } from './wire.ts';

/** The calls that an account's owner makes before there is a session: by e-mail, with the public key. */
const publicKey = async () => (await settings()).public_api_key;
const pathOf = (email: string) => `users/${encodeURIComponent(email)}`;

export async function mailCode(email: string, kind: 'CHANGE_PASSWORD' | 'TWO_FACTOR_AUTH' | 'ACTIVATION') {
  await callApi<null>(`${pathOf(email)}/otp/${kind}`, { method: 'POST', authorization: await publicKey() });
}

export const activate = async (email: string, code: string) =>
  callApi<User>(`${pathOf(email)}/activate`, {
    method: 'POST',
    authorization: await publicKey(),
    json: { code },
  });

export interface NewAccount {
  first_name: string;
  last_name: string;
  email: string;
  password: string;
}

export const register = async (account: NewAccount) =>
  callApi<UserWithToken>('auth/register', {
    method: 'POST',
    authorization: await publicKey(),
    json: account,
  });

/** @param authorization of the session, which then goes on; without one, every session ends */
export const changePassword = async (email: string, password: string, code: string, authorization?: string) =>
  callApi<null>(`${pathOf(email)}/password`, {
    method: 'PATCH',
    authorization: authorization ?? (await publicKey()),
    json: { password, code },
  });
