import { createHmac } from 'node:crypto';
import type { Declaration, RootDeclaration } from '../lib/http/endpoint.ts';
import { PROFILES } from '../lib/profile.ts';
import { type Api, basic, PASSWORD, PRIVATE, PUBLIC, startApi, type User } from './support/harness.ts';
import { declarationsOf, filled, rootDeclarationsOf } from './support/routes.ts';

let api: Api;
let self: User;
let other: User;
let inactive: Awaited<ReturnType<Api['registered']>>;
let expired: string;
let transaction: string;
let task: string;

/** The same claims under a secret of the forger's. */
function forged(bearer: string): string {
  const [head = '', body = ''] = bearer.slice('Bearer clara_user_'.length).split('.');
  const signature = createHmac('sha256', 'a forger’s secret').update(`${head}.${body}`).digest('base64url');
  return `Bearer clara_user_${head}.${body}.${signature}`;
}

/** Who calls; the path is always the one of `self`. */
const callers = {
  nothing: () => undefined,
  PUBLIC: () => PUBLIC,
  PRIVATE: () => PRIVATE,
  'USER self': () => self.bearer,
  'USER other': () => other.bearer,
  'KEY self': () => self.key,
  'KEY other': () => other.key,
  inactive: () => inactive.bearer,
  expired: () => expired,
  forged: () => forged(self.bearer),
  'wrong kind': () => self.key.replace('clara_api_', 'clara_user_'),
  'BASIC self': () => basic(self.email, PASSWORD),
} satisfies Record<string, () => string | undefined>;
type CallerName = keyof typeof callers;
const order = Object.keys(callers) as CallerName[];

// 2 = allowed in: any answer that is not about who is calling. One row a route, one column a caller.
//                     nothing PUBLIC PRIVATE USERself USERother KEYself KEYother inactive expired forged wrong BASIC
const EXPECTED: Record<string, string> = {
  'auth.register':
    '        401     2      2     403      403     403      403      401     401    401   401   401',
  'auth.google':
    '            2     2      2       2        2       2        2        2       2      2     2     2',
  'auth.login':
    '           401   401    401     401      401     401      401      401     401    401   401     2',
  'auth.logout':
    '          401   403    403       2        2     403      403        2     401    401   401   401',
  'user.change_password':
    ' 401     2      2       2      403     403      403      401     401    401   401   401',
  'user.send_code':
    '       401     2      2       2      403     403      403      401     401    401   401   401',
  'user.activate':
    '        401     2      2     403      403     403      403      401     401    401   401   401',
  'user.view_2fa':
    '        401   403      2       2      403     403      403      401     401    401   401   401',
  'user.begin_totp':
    '      401   403      2       2      403     403      403      401     401    401   401   401',
  'user.enable_2fa':
    '      401   403      2       2      403     403      403      401     401    401   401   401',
  'user.disable_2fa':
    '     401   403      2       2      403     403      403      401     401    401   401   401',
  'user.view_sessions':
    '     401   403      2       2      403     403      403      401     401    401   401   401',
  'user.end_sessions':
    '     401   403      2       2      403     403      403      401     401    401   401   401',
  'user.end_session':
    '     401   403      2       2      403     403      403      401     401    401   401   401',
  'user.unlink_google':
    '     401   403      2       2      403     403      403      401     401    401   401   401',
  'user.view':
    '            401   403      2       2      403       2      403      403     401    401   401   401',
  'user.update':
    '          401   403      2       2      403     403      403      403     401    401   401   401',
  'user.audit':
    '           401   403      2       2      403     403      403      401     401    401   401   401',
  'user.export':
    '         401   403      2       2      403     403      403      401     401    401   401   401',
  'user.erase':
    '           401   403      2       2      403     403      403      401     401    401   401   401',
  'user.view_all':
    '        401   403      2     403      403     403      403      401     401    401   401   401',
  'user.update_credits':
    '  401   403      2     403      403     403      403      401     401    401   401   401',
  'user.update_active':
    '   401   403      2     403      403     403      403      401     401    401   401   401',
  'api_key.view':
    '         401   403      2       2      403     403      403      401     401    401   401   401',
  'api_key.reset':
    '        401   403      2       2      403     403      403      401     401    401   401   401',
  'transaction.view_all':
    ' 401   403      2       2      403       2      403      401     401    401   401   401',
  'transaction.view':
    '     401   403      2       2      403       2      403      401     401    401   401   401',
  'task.view_all':
    '        401   403      2       2      403       2      403      401     401    401   401   401',
  'task.view':
    '            401   403      2       2      403       2      403      401     401    401   401   401',
  'task.cancel':
    '          401   403      2       2      403       2      403      401     401    401   401   401',
  'agent.supported_attachments':
    ' 401   403   2      2      403       2      403      401     401    401   401   401',
  'agent.upload':
    '         401   403      2       2      403       2      403      401     401    401   401   401',
  'agent.analysis':
    '       401   403      2       2      403       2      403      401     401    401   401   401',
  'stripe.rate':
    '          401   403      2       2        2       2        2      401     401    401   401   401',
  'stripe.portal':
    '        401   403    403       2        2       2        2      401     401    401   401   401',
  'stripe.buy':
    '           401   403    403       2        2       2        2      401     401    401   401   401',
  'stripe.settle':
    '        401   401    401     401      401     401      401      401     401    401   401   401',
  'secret_scanning.github':
    ' 401   401    401     401      401     401      401      401     401    401   401   401',
  'misc.health':
    '            2     2      2       2        2       2        2        2       2      2     2     2',
  'misc.version':
    '           2     2      2       2        2       2        2        2       2      2     2     2',
  // Each of its tools is an endpoint, and takes whom the endpoint takes.
  mcp: '                    401   403    403       2        2       2        2        2     401    401   401   401',
  'well_known.protected_resource':
    ' 2     2     2       2        2       2        2        2       2      2     2     2',
};

/** What the boilerplate does not have. */
const CLARAS = /^(api_key|task|agent|secret_scanning|mcp|well_known)(\.|$)/;

const MESSAGES: Record<number, string> = {
  401: 'Authorization header or OTP is either missing, invalid or expired.',
  403: 'You do not have access to the requested resource.',
};
const INACTIVE = 'Please activate your account to access the requested resource.';

/** A body that fits the schema but does nothing: the codes in it are wrong. */
const BODIES: Record<string, unknown> = {
  'auth.register': {
    first_name: 'A',
    last_name: 'B',
    email: 'someone.taken@example.com',
    password: PASSWORD,
  },
  'auth.google': { id_token: 'none' },
  'user.change_password': { password: 'another long secret', code: '000000' },
  'user.activate': { code: '000000' },
  'user.begin_totp': { code: '000000' },
  'user.enable_2fa': { code: '000000' },
  'user.disable_2fa': { code: '000000' },
  'user.update': { is_dark_mode: true },
  'user.erase': { code: '000000' },
  'user.update_credits': { credits: 1_000_000 },
  'user.update_active': { is_active: true },
  'agent.upload': { name: 'notes.txt', size: 1 },
  'agent.analysis': { text: 'The moon is made of cheese.' },
  'stripe.buy': { amount: 5, return_path: '' },
  mcp: { jsonrpc: '2.0', id: 1, method: 'ping' },
};

const QUERIES: Record<string, string> = { 'user.audit': '?limit=1', 'user.export': '' };

const pathFor = ({ id, path, query }: Pick<Declaration, 'id' | 'path' | 'query'>) =>
  filled(path, {
    user_id: self.id,
    user_email: self.email,
    transaction_id: transaction,
    task_id: task,
  }) + (query ? (QUERIES[id] ?? '?limit=1&offset=0') : '');

describe.each(PROFILES)('who may call what of %s', (profile) => {
  const someone = async (): Promise<User> => {
    const user = await api.user();
    return profile === 'clara' ? user : { ...user, key: await api.hiddenKey(user.id) };
  };

  beforeAll(async () => {
    api = await startApi({ policy: { profile, freeCredits: 100_000_000, openTasksPerUser: 1_000 } });
    const old = await api.registered();
    expired = old.bearer;
    api.clock.advance(31 * 24 * 3_600_000);
    [self, other, inactive] = [await someone(), await someone(), await api.registered()];
  });
  afterAll(() => api.refuseLeaks());

  const routes: (Declaration | RootDeclaration)[] = [
    ...declarationsOf(profile).map(([, route]) => route),
    ...rootDeclarationsOf(profile).map(([, route]) => route),
  ];
  const roots = new Set(rootDeclarationsOf(profile).map(([, { id }]) => id));

  it('is decided for every route', () => {
    const decided = Object.keys(EXPECTED).filter((id) => profile === 'clara' || !CLARAS.test(id));
    expect(decided.sort()).toEqual(routes.map(({ id }) => id).sort());
  });

  // Without API keys, one is worth what a forged token is.
  const columnOf = (caller: CallerName) =>
    order.indexOf(profile === 'boilerplate' && caller.startsWith('KEY') ? 'forged' : caller);
  const cells = routes.flatMap((route) => {
    const row = (EXPECTED[route.id] ?? '').trim().split(/\s+/).map(Number);
    return order.map((caller) => [route.id, caller, row[columnOf(caller)] ?? 0, route] as const);
  });

  it.each(cells)('%s by %s: %i', async (id, caller, expected, route) => {
    const answer = await api.call(route.method, pathFor(route), callers[caller](), BODIES[id], {
      isRoot: roots.has(id),
      headers: { Accept: 'application/json, text/event-stream' },
    });
    if (expected === 2) {
      // A wrong code or Google token is refused, too; that is not about the caller.
      const refusedCode = answer.status === 401 && id in BODIES && id !== 'auth.register';
      expect([200, 201, 204, 400].includes(answer.status) || refusedCode).toBe(true);
      return;
    }
    expect(answer.status).toBe(expected);
    const message =
      caller === 'inactive' &&
      expected === 401 &&
      !['auth.login', 'stripe.settle', 'secret_scanning.github'].includes(id)
        ? INACTIVE
        : MESSAGES[expected];
    expect([answer.message, answer.data]).toEqual([message, null]);
  });

  // A cell may have ended a session or reset a key: every one starts from live tokens.
  beforeEach(async () => {
    if ((await api.call('GET', `/users/${self.id}`, self.bearer)).status !== 200) self = await someone();
    if (profile === 'clara' && (await api.call('GET', `/users/${self.id}`, self.key)).status !== 200) {
      const { data } = await api.call('GET', `/users/${self.id}/api_key`, PRIVATE);
      self = { ...self, key: `Bearer ${data.token}` };
    }
    const list = await api.call('GET', `/users/${self.id}/transactions?limit=1&offset=0`, PRIVATE);
    transaction = (list.data as unknown as { id: string }[])[0]?.id ?? '';
    for (const ended of [other, inactive])
      if ((await api.call('GET', `/users/${ended.id}`, ended.bearer)).status !== 200) {
        const { data } = await api.login(ended.email);
        Object.assign(ended, { bearer: `Bearer ${data.token}` });
      }
    if (profile === 'clara') {
      const analysis = `/users/${self.id}/agent/analysis`;
      task = (await api.call('POST', analysis, PRIVATE, { text: 'A claim.' })).data.id ?? '';
    }
    api.clock.advance(31_000); // a second of the limiter, and the cool-down of codes
  });
});
