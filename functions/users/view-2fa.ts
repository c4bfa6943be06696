import { TwoFactor, viewTwoFactor } from '../../lib/domain/second-factor.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'user.view_2fa',
  method: 'GET',
  path: '/users/{user_id}/2fa',
  summary: 'Tell which second factor is on, and how many backup codes are left.',
  callers: ['USER', 'PRIVATE'],
  output: TwoFactor,
  status: 200,
  message: 'User 2FA fetched successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem'] },
  run: (ctx, { path }) => viewTwoFactor(ctx, path.user_id),
});

export const handler = lambda(route, { settings, table });
