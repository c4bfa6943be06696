import { type Api, basic, PASSWORD, PRIVATE, PUBLIC, startApi } from './support/harness.ts';
import { profile } from './support/profile.ts';

/** Who Google says is signing in. */
let claims = { id: '', email: '', first_name: 'Ada', last_name: 'Lovelace', vouchesForEmail: true };
/** Runs once after the next password was looked at, before the login goes on. */
let api: Api;
beforeAll(async () => {
  const google = { verify: () => Promise.resolve(claims) };
  api = await startApi({ ports: { google }, policy: { codeCooldown: 0, codesPerDay: 1_000 } });
});
beforeEach(() => api.clock.advance(60_000));
afterAll(() => api.refuseLeaks());

const OWNERS = 'the owner’s own long secret';
const NEXT = 'quite another long secret';
let people = 0;

const register = (email: string, password: string) =>
  api.call('POST', '/auth/register', PUBLIC, { first_name: 'A', last_name: 'B', email, password });
const activate = async (email: string) => {
  const code = await api.newCode(email, 'ACTIVATION');
  return api.call('POST', `/users/${email}/activate`, PUBLIC, { code });
};
const reset = async (email: string, password = NEXT, auth = PUBLIC, more = {}) => {
  const code = await api.newCode(email, 'CHANGE_PASSWORD');
  return api.call('PATCH', `/users/${email}/password`, auth, { password, code, ...more });
};
const google = (id: string, email: string) => {
  claims = { ...claims, id, email };
  return api.call('POST', '/auth/google', undefined, { id_token: 'x' });
};

/** Somebody who was in the account before its owner, with all that opens it. */
interface Stranger {
  id: string;
  email: string;
  bearer: string;
  key: string;
  /** Google's id of the stranger */
  sub: string;
}
const keyOf = async (id: string) =>
  profile === 'clara'
    ? `Bearer ${(await api.call('GET', `/users/${id}/api_key`, PRIVATE)).data.token ?? ''}`
    : api.hiddenKey(id);

/** How a stranger comes into an account at somebody's address. */
const WAYS_IN: Record<string, () => Promise<Stranger>> = {
  'registers it': async () => {
    const { id, email, bearer } = await api.registered();
    return { id, email, bearer, key: await keyOf(id), sub: `stranger-${people++}` };
  },
  'registers it, and logs in once more': async () => {
    const { id, email } = await api.registered();
    const { token = '' } = (await api.login(email)).data;
    return { id, email, bearer: `Bearer ${token}`, key: await keyOf(id), sub: `stranger-${people++}` };
  },
  'signs in with Google': async () => {
    const [email, sub] = [api.newEmail(), `stranger-${people++}`];
    const { id = '', token = '' } = (await google(sub, email)).data;
    return { id, email, bearer: `Bearer ${token}`, key: await keyOf(id), sub };
  },
};

/** How the owner takes it over, by codes from the mailbox. */
const WAYS_OVER: Record<string, (email: string) => Promise<void>> = {
  'tries to register, and activates': async (email) => {
    expect((await register(email, OWNERS)).status).toBe(400);
    expect((await activate(email)).status).toBe(200);
  },
  'tries to register, activates, and resets': async (email) => {
    await register(email, OWNERS);
    await activate(email);
    expect((await reset(email)).status).toBe(200);
  },
  resets: async (email) => {
    expect((await reset(email)).status).toBe(200);
  },
  'activates, and resets': async (email) => {
    await activate(email);
    expect((await reset(email)).status).toBe(200);
  },
  'resets, and activates': async (email) => {
    await register(email, OWNERS);
    await reset(email);
    expect((await activate(email)).status).toBe(200);
    expect((await api.login(email, NEXT)).status).toBe(200);
  },
  'has the operator’s server reset it': async (email) => {
    expect((await reset(email, NEXT, PRIVATE)).status).toBe(200);
  },
};

const chains = Object.keys(WAYS_IN).flatMap((wayIn) =>
  Object.keys(WAYS_OVER).map((over) => [wayIn, over] as const),
);

describe('of a stranger', () => {
  it.each(chains)('who %s, nothing is left once the owner %s', async (wayIn, over) => {
    api.secrets.add(OWNERS).add(NEXT);
    const stranger = await WAYS_IN[wayIn]?.();
    if (!stranger) throw new Error(wayIn);
    const { id, email, bearer, key, sub } = stranger;
    await WAYS_OVER[over]?.(email);
    const path = `/users/${id}`;
    for (const auth of [bearer, key]) {
      expect((await api.call('GET', path, auth)).status).toBe(401);
      expect((await api.call('GET', `${path}/transactions?limit=1&offset=0`, auth)).status).toBe(401);
    }
    expect((await api.call('POST', '/auth/session', basic(email, PASSWORD))).status).toBe(401);
    // An account that lost its Google link is not opened by the same person at Google under another address.
    const again = await google(sub, api.newEmail());
    expect(again.data.id).not.toBe(id);
  });

  it.each(['resets', 'tries to register, and activates'])(
    'who logs in while the owner %s, no session is left',
    async (over) => {
      const { email } = await api.registered();
      let hasWaited = false;
      // Between the password, which is still right, and the session that it opens.
      api.faults.before = async (request) => {
        if (request !== 'UpdateItem' || hasWaited || !isLoggingIn) return;
        const asked = api.requests.slice(from).filter(({ operation }) => operation === 'GetItem').length;
        if (asked < 2) return;
        hasWaited = true;
        await WAYS_OVER[over]?.(email);
      };
      const from = api.requests.length;
      let isLoggingIn = true;
      const login = await api.login(email);
      isLoggingIn = false;
      delete api.faults.before;
      expect(hasWaited).toBe(true);
      expect(login.status).toBe(401);
      const sessions = (await api.items()).find(
        ({ email_key, sk }) => email_key === email && sk === 'ACCOUNT',
      )?.user_id;
      const access = (await api.items()).find(({ user_id, sk }) => user_id === sessions && sk === 'ACCESS');
      expect(access?.sessions).toEqual({});
    },
  );
});

describe('an owner', () => {
  it('who registers twice with the same password, and activates, keeps everything', async () => {
    const user = await api.registered();
    expect((await register(user.email, PASSWORD)).status).toBe(400);
    expect((await activate(user.email)).status).toBe(200);
    expect((await api.call('GET', `/users/${user.id}`, user.bearer)).status).toBe(200);
    expect((await api.login(user.email)).status).toBe(200);
  });

  it('of an active account loses nothing to somebody who tries to register its address', async () => {
    const user = await api.user();
    expect((await register(user.email, OWNERS)).status).toBe(400);
    expect((await activate(user.email)).status).toBe(200);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(200);
    expect((await api.login(user.email)).status).toBe(200);
  });

  it('who took an account over is told to set a password, and can', async () => {
    const { email } = await api.registered();
    await register(email, OWNERS);
    await activate(email);
    const letter = (await api.mails(email)).at(-1);
    expect(letter?.subject).toBe('Your Clara account is yours alone');
    expect(letter?.text).toContain('set a new one');
    expect((await reset(email)).status).toBe(200);
    expect((await api.login(email, NEXT)).status).toBe(200);
  });

  it('keeps the second factor, and is asked for it after a reset', async () => {
    const user = await api.user();
    const on = { code: await api.newCode(user.email, 'TWO_FACTOR_AUTH') };
    expect((await api.call('POST', `/users/${user.id}/2fa`, user.bearer, on)).status).toBe(200);
    await reset(user.email);
    for (const auth of [user.bearer, user.key])
      expect((await api.call('GET', `/users/${user.id}`, auth)).status).toBe(401);
    expect((await api.login(user.email, NEXT)).data).toEqual({ is_2fa_enabled: true });
  });

  it('who changes the password by a session keeps the API key, or resets it along', async () => {
    for (const reset_api_key of [false, true]) {
      const user = await api.user();
      const key = profile === 'clara' ? user.key : await api.hiddenKey(user.id);
      const { token = '' } = (await api.login(user.email)).data;
      const mine = `Bearer ${token}`;
      expect((await reset(user.email, NEXT, mine, { reset_api_key })).status).toBe(200);
      const statusOf = async (auth: string) => (await api.call('GET', `/users/${user.id}`, auth)).status;
      const keeps = profile === 'clara' && !reset_api_key;
      expect([await statusOf(user.bearer), await statusOf(mine), await statusOf(key)]).toEqual([
        401,
        200,
        keeps ? 200 : 401,
      ]);
      const { text = '' } = (await api.mails(user.email)).at(-1) ?? {};
      expect(text).toContain('your other sessions were ended');
    }
  });
});
