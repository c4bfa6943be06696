import { ApiKey, resetKey } from '../../lib/domain/keys.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { keyring, mail, settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'api_key.reset',
  method: 'POST',
  path: '/users/{user_id}/api_key',
  summary: 'Replace the API key; the old token is dead when this answers.',
  callers: ['USER', 'PRIVATE'],
  only: 'clara',
  output: ApiKey,
  status: 201,
  message: 'API key reset successfully.',
  errors: ['user_not_found', 'unauthorized'],
  uses: { table: ['BatchGetItem', 'PutItem', 'UpdateItem'], keyring: true, mail: true },
  run: (ctx, { caller, path }) => resetKey(ctx, path.user_id, caller),
});

export const handler = lambda(route, { settings, table, keyring, mail });
