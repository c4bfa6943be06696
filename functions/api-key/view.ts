import { ApiKey, viewKey } from '../../lib/domain/keys.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'api_key.view',
  method: 'GET',
  path: '/users/{user_id}/api_key',
  summary: 'View the API key and its token, as often as needed.',
  callers: ['USER', 'PRIVATE'],
  only: 'clara',
  output: ApiKey,
  status: 200,
  message: 'API key fetched successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: { table: ['GetItem'], keyring: true },
  run: (ctx, { caller, path }) => viewKey(ctx, path.user_id, caller),
});

export const handler = lambda(route, { settings, table, keyring });
