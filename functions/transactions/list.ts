import * as z from 'zod/mini';
import { listTransactions, Transaction } from '../../lib/domain/ledger.ts';
import { PageQuery } from '../../lib/domain/values.ts';
import { endpoint, lambda } from '../../lib/http/endpoint.ts';
import { settings, table } from '../../lib/live.ts';

export const route = endpoint({
  id: 'transaction.view_all',
  method: 'GET',
  path: '/users/{user_id}/transactions',
  summary: 'List the credit transactions, newest first.',
  callers: ['USER', 'KEY', 'PRIVATE'],
  tool: { title: 'List transactions' },
  query: PageQuery,
  output: z.array(Transaction),
  status: 200,
  message: 'Transactions fetched successfully.',
  errors: ['user_not_found'],
  uses: { table: ['GetItem', 'Query'] },
  run: (ctx, { path, query }) => listTransactions(ctx, path.user_id, query),
});

export const handler = lambda(route, { settings, table });
