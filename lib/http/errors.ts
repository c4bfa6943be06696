import type { ErrorCode } from '../errors.ts';

/** The one place where a failure becomes an HTTP status and the contract's sentence. */
export const ERRORS = {
  body_empty: [400, 'Request body is empty.'],
  invalid_request: [400, 'One or more required parameters are either not given or have invalid schema.'],
  user_exists: [400, 'User with the given identifier already exists.'],
  unauthorized: [401, 'Authorization header or OTP is either missing, invalid or expired.'],
  second_factor_required: [401, 'Authorization header or OTP is either missing, invalid or expired.'],
  totp_required: [401, 'Authorization header or OTP is either missing, invalid or expired.'],
  inactive: [401, 'Please activate your account to access the requested resource.'],
  forbidden: [403, 'You do not have access to the requested resource.'],
  insufficient_credits: [403, 'You do not have enough credits to perform this action.'],
  user_not_found: [404, 'User with the given identifier does not exist.'],
  transaction_not_found: [404, 'Transaction with the given identifier does not exist.'],
  task_not_found: [404, 'Task with the given identifier does not exist.'],
  upload_not_found: [404, 'Upload with the given identifier does not exist.'],
  rate_not_found: [404, 'No credits rate found for the given amount.'],
  route_not_found: [404, 'The requested route does not exist.'],
  method_not_allowed: [405, 'The requested method is not allowed for this route.'],
  idempotency_mismatch: [409, 'The idempotency key was used with a different request.'],
  idempotency_running: [409, 'A request with this idempotency key is still running.'],
  task_started: [409, 'The task has already started.'],
  too_large: [413, 'The request is too large.'],
  unsupported_attachment: [415, 'The attachment type is not supported.'],
  rate_limited: [429, 'You have exceeded the rate limit.'],
  internal: [500, 'Something went wrong.'],
  unavailable: [503, 'The service is temporarily unavailable.'],
} as const satisfies Record<ErrorCode, readonly [status: number, message: string]>;
