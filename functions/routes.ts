import { route as analysis } from './agent/analysis.ts';
import { route as supportedAttachments } from './agent/supported-attachments.ts';
import { sweep } from './agent/sweep.ts';
import { route as upload } from './agent/upload.ts';
import { work } from './agent/work.ts';
import { route as resetKey } from './api-key/reset.ts';
import { route as viewKey } from './api-key/view.ts';
import { route as google } from './auth/google.ts';
import { route as login } from './auth/login.ts';
import { route as logout } from './auth/logout.ts';
import { route as register } from './auth/register.ts';
import { audit } from './ledger/audit.ts';
import { root as mcp } from './mcp.ts';
import { route as health } from './misc/health.ts';
import { route as version } from './misc/version.ts';
import { consolePage } from './pages/console.ts';
import { docsPage } from './pages/docs.ts';
import { route as githubLeaks } from './secret-scanning/github.ts';
import { route as buy } from './stripe/buy.ts';
import { ingest } from './stripe/ingest.ts';
import { route as portal } from './stripe/portal.ts';
import { route as rate } from './stripe/rate.ts';
import { route as settle } from './stripe/settle.ts';
import { route as cancelTask } from './tasks/cancel.ts';
import { route as listTasks } from './tasks/list.ts';
import { route as viewTask } from './tasks/view.ts';
import { route as listTransactions } from './transactions/list.ts';
import { route as viewTransaction } from './transactions/view.ts';
import { route as activate } from './users/activate.ts';
import { route as auditTrail } from './users/audit.ts';
import { route as beginTotp } from './users/begin-totp.ts';
import { route as changePassword } from './users/change-password.ts';
import { route as disable2fa } from './users/disable-2fa.ts';
import { route as enable2fa } from './users/enable-2fa.ts';
import { route as endSession } from './users/end-session.ts';
import { route as endSessions } from './users/end-sessions.ts';
import { route as eraseUser } from './users/erase.ts';
import { route as exportUser } from './users/export.ts';
import { finish } from './users/finish-erasures.ts';
import { route as listSessions } from './users/list-sessions.ts';
import { route as listUsers } from './users/list.ts';
import { reseal } from './users/reseal.ts';
import { route as sendCode } from './users/send-code.ts';
import { route as unlinkGoogle } from './users/unlink-google.ts';
import { route as updateActive } from './users/update-active.ts';
import { route as updateCredits } from './users/update-credits.ts';
import { route as updateUser } from './users/update.ts';
import { route as view2fa } from './users/view-2fa.ts';
import { route as viewUser } from './users/view.ts';
import { root as protectedResource } from './well-known/protected-resource.ts';
import type { ConsumerDeclaration } from '../lib/http/consumer.ts';
import type { Declaration, RootDeclaration } from '../lib/http/endpoint.ts';
import type { JobDeclaration } from '../lib/http/job.ts';
import type { PageDeclaration } from '../lib/http/page.ts';

/** Every endpoint by the file it lives in. What is not listed here is not deployed. */
export const routes = {
  'auth/register': register,
  'auth/google': google,
  'auth/login': login,
  'auth/logout': logout,
  'users/change-password': changePassword,
  'users/send-code': sendCode,
  'users/activate': activate,
  'users/view-2fa': view2fa,
  'users/begin-totp': beginTotp,
  'users/enable-2fa': enable2fa,
  'users/disable-2fa': disable2fa,
  'users/list-sessions': listSessions,
  'users/end-sessions': endSessions,
  'users/end-session': endSession,
  'users/unlink-google': unlinkGoogle,
  'users/view': viewUser,
  'users/update': updateUser,
  'users/audit': auditTrail,
  'users/export': exportUser,
  'users/erase': eraseUser,
  'users/list': listUsers,
  'users/update-credits': updateCredits,
  'users/update-active': updateActive,
  'api-key/view': viewKey,
  'api-key/reset': resetKey,
  'transactions/list': listTransactions,
  'transactions/view': viewTransaction,
  'tasks/list': listTasks,
  'tasks/view': viewTask,
  'tasks/cancel': cancelTask,
  'agent/supported-attachments': supportedAttachments,
  'agent/upload': upload,
  'agent/analysis': analysis,
  'stripe/rate': rate,
  'stripe/portal': portal,
  'stripe/buy': buy,
  'stripe/settle': settle,
  'secret-scanning/github': githubLeaks,
  'misc/health': health,
  'misc/version': version,
} satisfies Record<string, Declaration>;

/** Every page for browsers by the file it lives in. */
export const pages = {
  'pages/console': consolePage,
  'pages/docs': docsPage,
} satisfies Record<string, PageDeclaration>;

/** What answers outside of `/api/v1`, by the file it lives in. */
export const roots = {
  mcp,
  'well-known/protected-resource': protectedResource,
} satisfies Record<string, RootDeclaration>;

/** Every job by the file it lives in. */
export const jobs = {
  'ledger/audit': audit,
  'stripe/ingest': ingest,
  'agent/sweep': sweep,
  'users/reseal': reseal,
  'users/finish-erasures': finish,
} satisfies Record<string, JobDeclaration>;

/** What the task queue wakes up, by the file it lives in. */
export const consumers = {
  'agent/work': work,
} satisfies Record<string, ConsumerDeclaration>;
