import { Transaction, viewTransaction } from '../../lib/domain/ledger.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'transaction.view',
  method: 'GET',
  path: '/users/{user_id}/transactions/{transaction_id}',
  summary: 'View one credit transaction.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  tool: { title: 'View a transaction' },
  output: Transaction,
  status: 200,
  message: 'Transaction fetched successfully.',
  errors: ['transaction_not_found'],
  uses: { table: ['GetItem'] },
  run: (ctx, { path }) => viewTransaction(ctx, path.user_id, path.transaction_id),
});

export const handler = lambda(route, { settings, table });
