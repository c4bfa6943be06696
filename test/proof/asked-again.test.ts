import { authenticator, STEP } from '../support/authenticator.ts';
import { type Api, PASSWORD, PRIVATE, PUBLIC, startApi, type User } from '../support/harness.ts';
import { losing, losingEach } from '../support/losing.ts';
import { ofClara } from '../support/profile.ts';

let api: Api;
let user: User;
let app: ReturnType<typeof authenticator>;
let claims = { id: '', email: '', first_name: 'Ada', last_name: 'Lovelace' };
beforeEach(async () => {
  api = await startApi({
    policy: { loginTriesPerAddress: 1_000_000, codesPerDay: 1_000 },
    ports: { google: { verify: () => Promise.resolve(claims) } },
  });
  app = authenticator(api);
});
afterEach(() => api.refuseLeaks());

const code = async (type: string) => ({ code: await api.newCode(user.email, type) });
const enrolled = async () => {
  const { secret } = await app.beginByMail(user);
  await app.confirm(user, app.shown(secret));
  api.clock.advance(STEP);
  return { code: app.shown(secret) };
};
const path = (rest = '') => `/users/${user.id}${rest}`;
type Reply = ReturnType<Api['call']>;

/** A call to be made with what `prepare` gives. */
const call = <T>(prepare: () => Promise<T>, run: (given: T) => Reply) => ({
  prepare,
  run: run as (given: unknown) => Reply,
});
const nothing = () => Promise.resolve(undefined);
const googleKnows = (email: string) => {
  claims = { ...claims, id: api.newEmail(), email };
  return nothing();
};

const CALLS = {
  registering: call(nothing, () => {
    const names = { first_name: 'Ada', last_name: 'Lovelace' };
    return api.call('POST', '/auth/register', PUBLIC, {
      ...names,
      email: api.newEmail(),
      password: PASSWORD,
    });
  }),
  activating: call(
    async () => {
      const { email } = await api.registered();
      return { email, code: await api.code(email) };
    },
    ({ email, code }) => api.call('POST', `/users/${email}/activate`, PUBLIC, { code }),
  ),
  'logging in': call(nothing, () => api.login(user.email)),
  'logging in with ten sessions': call(
    async () => {
      for (let session = 1; session < 10; session++) await api.login(user.email);
    },
    () => api.login(user.email),
  ),
  'logging out': call(nothing, () => api.call('DELETE', '/auth/session', user.bearer)),
  'registering with Google': call(
    () => googleKnows(api.newEmail()),
    () => api.call('POST', '/auth/google', undefined, { id_token: 'x' }),
  ),
  'linking Google': call(
    () => googleKnows(user.email),
    () => api.call('POST', '/auth/google', undefined, { id_token: 'x' }),
  ),
  'asking for a code': call(nothing, () =>
    api.call('POST', `/users/${user.email}/otp/CHANGE_PASSWORD`, PUBLIC),
  ),
  'changing the password': call(
    () => code('CHANGE_PASSWORD'),
    (given) =>
      api.call('PATCH', `/users/${user.email}/password`, PUBLIC, {
        ...given,
        password: 'quite another secret',
      }),
  ),
  'changing the theme': call(nothing, () => api.call('PATCH', path(), user.bearer, { is_dark_mode: false })),
  'changing a name': call(nothing, () => api.call('PATCH', path(), user.bearer, { first_name: 'Bea' })),
  'turning mailed codes on': call(
    () => code('TWO_FACTOR_AUTH'),
    (given) => api.call('POST', path('/2fa'), user.bearer, given),
  ),
  'logging in with a mailed code': call(
    async () => {
      await api.call('POST', path('/2fa'), user.bearer, await code('TWO_FACTOR_AUTH'));
      api.clock.advance(60_000);
      return code('TWO_FACTOR_AUTH');
    },
    (given) => api.login(user.email, PASSWORD, given),
  ),
  'setting an app up': call(
    () => code('TWO_FACTOR_AUTH'),
    (given) => api.call('POST', path('/2fa/totp'), user.bearer, given),
  ),
  'logging in with an app': call(enrolled, (given) => api.login(user.email, PASSWORD, given)),
  'turning an app off': call(enrolled, (given) => api.call('DELETE', path('/2fa'), user.bearer, given)),
  'the portal': call(nothing, () => api.call('POST', '/stripe/portal', user.key)),
  'a purchase': call(nothing, () =>
    api.call(
      'POST',
      '/stripe/buy',
      user.key,
      { amount: 5, return_path: '' },
      { headers: { 'Idempotency-Key': 'a key' } },
    ),
  ),
  'setting a balance': call(nothing, () => api.call('PUT', path('/credits'), PRIVATE, { credits: 50 })),
  'deleting the account': call(
    () => code('DELETE_ACCOUNT'),
    (given) => api.call('DELETE', path(), user.bearer, given),
  ),
};
const CLARAS = {
  'viewing the API key': call(nothing, () => api.call('GET', path('/api_key'), user.bearer)),
  'resetting the API key': call(nothing, () => api.call('POST', path('/api_key'), user.bearer)),
  'beginning an upload': call(nothing, () =>
    api.call('POST', path('/agent/uploads'), user.key, { name: 'a.txt', size: 5 }),
  ),
};

/** A code is spent by a write of its own. Done unheard, it looks spent by another: so it is refused, and nobody is let in. */
const SPENDS = ['logging in with a mailed code', 'logging in with an app'];

it.each([...Object.entries(CALLS), ...ofClara(...Object.entries(CLARAS))])(
  '%s works, whichever answer of DynamoDB is lost, as its client asks again',
  async (name, { prepare, run }) => {
    const statuses: number[] = [];
    let rounds = 0;
    await losingEach(async (lost) => {
      rounds++;
      user = await api.user();
      app.toNextStep();
      const given = await prepare();
      api.clock.advance(1_000);
      return losing(api, lost, 'asked again', async () => {
        statuses.push((await run(given)).status);
      });
    });
    expect(statuses).toHaveLength(rounds);
    const refused = statuses.filter((status) => status >= 300);
    expect(refused).toEqual(SPENDS.includes(name) ? [401] : []);
  },
);
