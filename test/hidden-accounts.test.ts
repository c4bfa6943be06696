import { type Api, basic, PASSWORD, PUBLIC, type Reply, startApi } from './support/harness.ts';

let api: Api;
beforeAll(async () => {
  const generous = {
    loginTriesPerAddress: 1_000_000,
    loginTriesPerAccount: 1_000_000,
    codeCooldown: 0,
    codesPerDay: 1_000_000,
  };
  api = await startApi({ policy: { hideAccounts: true, ...generous } });
});
afterAll(() => api.refuseLeaks());

const names = { first_name: 'Ada', last_name: 'Lovelace' };
const register = (email: string) =>
  api.call('POST', '/auth/register', PUBLIC, { ...names, email, password: PASSWORD });
const newcomer = async () => {
  const email = api.newEmail();
  await register(email);
  return email;
};

/** The calls that could tell; each takes the e-mail of an account, or one that has none. */
const CALLS: Record<string, (email: string) => Promise<Reply>> = {
  register,
  'asking for a code': (email) => api.call('POST', `/users/${email}/otp/CHANGE_PASSWORD`, PUBLIC),
  activating: (email) => api.call('POST', `/users/${email}/activate`, PUBLIC, { code: '000000' }),
  'changing the password': (email) =>
    api.call('PATCH', `/users/${email}/password`, PUBLIC, {
      password: 'another long secret',
      code: '000000',
    }),
  'logging in': (email) => api.call('POST', '/auth/session', basic(email, 'not the password')),
};
const calls = Object.entries(CALLS);

async function observed(call: (email: string) => Promise<Reply>, email: string) {
  const before = api.requests.length;
  const { status, headers, text } = await call(email);
  delete headers['x-request-id'];
  const operations = api.requests.slice(before).map(({ operation }) => operation);
  return { answer: { status, text, headers }, operations };
}

describe('where accounts are hidden', () => {
  it.each(calls)(
    '%s answers the same, by the same requests, with and without an account',
    async (name, call) => {
      const [known, unknown] = [await newcomer(), api.newEmail()];
      const withAccount = await observed(call, known);
      const without = await observed(call, unknown);
      expect(without.answer).toEqual(withAccount.answer);
      // A transaction that is refused and one that is done are one request each.
      expect(without.operations).toEqual(withAccount.operations);
      expect(name === 'register' || name === 'asking for a code' ? 201 : 401).toBe(without.answer.status);
    },
  );

  it.each([
    ['logging in', CALLS['logging in']],
    ['asking for a code', CALLS['asking for a code']],
    ['register', CALLS.register],
  ])('%s takes as long', async (_, call) => {
    const median = (times: number[]) => [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
    const timed = async (email: string) => {
      const start = performance.now();
      await call?.(email);
      return performance.now() - start;
    };
    // Noise of the machine may hide sameness for a round, but it cannot make a real difference disappear in each.
    for (let round = 1; ; round++) {
      const times: { known: number[]; unknown: number[] } = { known: [], unknown: [] };
      for (let i = 0; i < 40; i++) {
        // Both are addresses that nobody has tried before.
        times.known.push(await timed(await newcomer()));
        times.unknown.push(await timed(api.newEmail()));
      }
      const [a, b] = [median(times.known), median(times.unknown)];
      const apart = Math.abs(a - b);
      if (apart <= Math.max(2, 0.25 * Math.min(a, b))) return;
      if (round === 4) throw new Error(`medians of ${a.toFixed(1)} and ${b.toFixed(1)} ms`);
    }
  });

  it('the owner of a taken address is told by mail, and gets no code', async () => {
    const email = await newcomer();
    await register(email);
    const { subject, text } = (await api.mails(email)).at(-1) ?? { subject: '', text: '' };
    expect(subject).toBe('Your request to Clara');
    expect(text).toContain('has an account with us already');
    expect(text).not.toMatch(/\d{6}/);
  });

  it('the owner of an address without account is told so by mail, and gets no code', async () => {
    const email = api.newEmail();
    await CALLS['asking for a code']?.(email);
    const [letter] = await api.mails(email);
    expect(letter?.text).toContain('has no account with us');
    expect(letter?.text).not.toMatch(/\d{6}/);
  });

  it('a newcomer still registers, activates and logs in', async () => {
    const email = api.newEmail();
    const registered = await register(email);
    expect(registered).toMatchObject({ status: 201, message: 'User registered successfully.', data: null });
    const activated = await api.call('POST', `/users/${email}/activate`, PUBLIC, {
      code: await api.code(email),
    });
    expect(activated.status).toBe(200);
    expect((await api.login(email)).data).toMatchObject({ email, is_active: true });
  });

  it('text that is no e-mail is called so', async () => {
    expect((await CALLS['asking for a code']?.('nobody'))?.status).toBe(404);
    expect((await register('nobody')).status).toBe(400);
  });
});
