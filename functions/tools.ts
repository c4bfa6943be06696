import { route as usersView } from './users/view.ts';
import { route as transactionsList } from './transactions/list.ts';
import { route as transactionsView } from './transactions/view.ts';
import { route as tasksList } from './tasks/list.ts';
import { route as tasksView } from './tasks/view.ts';
import { route as agentSupportedAttachments } from './agent/supported-attachments.ts';
import { route as agentAnalysis } from './agent/analysis.ts';
import { route as stripeRate } from './stripe/rate.ts';
import { route as stripePortal } from './stripe/portal.ts';
import { route as stripeBuy } from './stripe/buy.ts';
import { route as miscHealth } from './misc/health.ts';
import { route as miscVersion } from './misc/version.ts';

/** Generated from the route table by `npm run generate`: the endpoints that agents may call. */
export const tools = [
  usersView,
  transactionsList,
  transactionsView,
  tasksList,
  tasksView,
  agentSupportedAttachments,
  agentAnalysis,
  stripeRate,
  stripePortal,
  stripeBuy,
  miscHealth,
  miscVersion,
] as const;
