import type { ErrorCode } from '../errors.ts';
import type { Declaration } from './endpoint.ts';
import { ERRORS } from './errors.ts';

/** When a call fails with what, in the words of the documentation. */
export const WHEN: Record<ErrorCode, string> = {
  body_empty: 'There is no body, it is `{}`, or it is not of the documented content type.',
  invalid_request:
    'A parameter or field is missing, mistyped, unknown or forbidden; or the body is malformed.',
  user_exists: 'The e-mail address is taken.',
  unauthorized: 'The credentials, token, key, code or signature are missing, wrong, used or expired.',
  second_factor_required:
    'Two-factor authentication is on: call again with the `code` that was mailed. `data` says so.',
  totp_required:
    'Two-factor authentication is on: call again with the `code` of the authenticator app, or a backup code. `data` says so.',
  inactive: 'The account is not activated, or lacks a first or last name.',
  forbidden: 'The path is another user’s, or the route does not take this kind of caller.',
  insufficient_credits: 'The balance does not cover it.',
  user_not_found: 'There is no such user.',
  transaction_not_found: 'There is no such transaction of this user.',
  task_not_found: 'There is no such task of this user.',
  upload_not_found: 'There is no such upload of this user, or it is gone.',
  rate_not_found: 'The amount is outside of what is sold.',
  route_not_found: 'There is no such path.',
  method_not_allowed: 'The path is known, with other methods; `Allow` names them.',
  idempotency_mismatch: 'The key was used with another body within 24 hours.',
  idempotency_running: 'The first call with this key is still running.',
  task_started: 'It is being worked on, or done.',
  gone: 'The address is retired.',
  too_large: 'The body or a file is over its limit.',
  unsupported_attachment: 'A file is of no supported type, or is not what its name says.',
  rate_limited: 'Too many calls, codes or tries; `Retry-After` says when to come back.',
  internal: 'Something unforeseen. `X-Request-Id` names the call in the log.',
  unavailable: 'A dependency is down; nothing was done by halves.',
};

/** The gateway gives these to anyone at any time. */
const BY_THE_GATEWAY: readonly ErrorCode[] = ['invalid_request', 'rate_limited', 'internal', 'unavailable'];

/** Everything a route can be refused with: what it declares, and what every route of its kind gives. */
export function refusalsOf(route: Declaration): ErrorCode[] {
  const { callers, method, path, body, errors } = route;
  const takes = (...kinds: string[]) => callers.some((kind) => kinds.includes(kind));
  const isOpen = takes('NOBODY');
  const asksTheAuthorizer = !takes('NOBODY', 'BASIC', 'SIGNATURE');
  const all = new Set<ErrorCode>([...BY_THE_GATEWAY, ...errors]);
  if (!isOpen) all.add('unauthorized');
  if (asksTheAuthorizer) all.add('forbidden');
  // Whoever has an account is told first that it is inactive, even where only others are taken.
  if (asksTheAuthorizer && !route.inactiveToo) all.add('inactive');
  if (path.includes('{user_id}')) all.add('user_not_found');
  if (body) all.add('body_empty');
  if (method !== 'GET') all.add('too_large');
  return [...all].sort((a, b) => ERRORS[a][0] - ERRORS[b][0] || (a < b ? -1 : 1));
}
