/** Generated from the route table by `npm run generate`. */
export const ALLOWED_METHODS: Record<string, string | undefined> = {
  '/api/v1/auth/register': 'POST',
  '/api/v1/auth/google': 'POST',
  '/api/v1/auth/session': 'POST, DELETE',
  '/api/v1/users/{user}/password': 'PATCH',
  '/api/v1/users/{user}/otp/{otp}': 'POST',
  '/api/v1/users/{user}/activate': 'POST',
  '/api/v1/users/{user}/2fa': 'POST, DELETE',
  '/api/v1/users/{user}': 'GET, PATCH',
  '/api/v1/users/{user}/api_key': 'GET, POST',
  '/api/v1/users/{user}/transactions': 'GET',
  '/api/v1/users/{user}/transactions/{transaction}': 'GET',
  '/api/v1/health': 'GET',
  '/api/v1/version': 'GET',
};
