import { type Api, PRIVATE, PUBLIC, startApi } from './support/harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());

const activate = (email: string, code: string) =>
  api.call('POST', `/users/${email}/activate`, PUBLIC, { code });
const ask = (email: string, type: string, auth = PUBLIC) =>
  api.call('POST', `/users/${email}/otp/${type}`, auth);
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0');
const WRONG = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};

describe('a mailed code', () => {
  it('dies with the sixth try, though the right one follows', async () => {
    const { email } = await api.registered();
    const code = await api.code(email);
    for (let i = 0; i < 6; i++) expect(await activate(email, other(code))).toMatchObject(WRONG);
    expect(await activate(email, code)).toMatchObject(WRONG);
  });

  it('still works at the fifth try', async () => {
    const { email } = await api.registered();
    const code = await api.code(email);
    for (let i = 0; i < 4; i++) await activate(email, other(code));
    expect((await activate(email, code)).status).toBe(200);
  });

  it('gives 20 parallel guessers five tries in all', async () => {
    for (const position of [0, 19]) {
      const { email } = await api.registered();
      const code = await api.code(email);
      const guesses = Array.from({ length: 20 }, (_, i) => (i === position ? code : other(code)));
      await Promise.all(guesses.map((guess) => activate(email, guess)));
      const [item] = (await api.items()).filter(
        ({ sk, email_key }) => sk === 'CODE#ACTIVATION' && email_key === email,
      );
      // Either the right one was among the five, and the code is spent, or the code is dead: five tries, never six.
      expect(item === undefined || item.tries === 5).toBe(true);
      expect(await activate(email, code)).toMatchObject(WRONG);
    }
  });

  it('works once, also when it comes ten times at once', async () => {
    const { email } = await api.registered();
    const code = await api.code(email);
    const answers = await Promise.all(Array.from({ length: 5 }, () => activate(email, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await activate(email, code)).toMatchObject(WRONG);
  });

  it('lives ten minutes', async () => {
    const [early, late] = [await api.registered(), await api.registered()];
    const codes = [await api.code(early.email), await api.code(late.email)] as const;
    api.clock.advance(599_000);
    expect((await activate(early.email, codes[0])).status).toBe(200);
    api.clock.advance(1_000);
    expect(await activate(late.email, codes[1])).toMatchObject(WRONG);
  });

  it('is mailed again while it lives: nobody takes it away by asking for another', async () => {
    const { email } = await api.registered();
    const first = await api.code(email);
    expect(await api.newCode(email, 'ACTIVATION')).toBe(first);
    api.clock.advance(30_000);
    expect(await api.newCode(email, 'ACTIVATION')).toBe(first);
    api.clock.advance(30_000);
    // By now its mailbox has it: no stranger fills it.
    const enough = await ask(email, 'ACTIVATION');
    expect([enough.status, enough.headers['retry-after']]).toEqual([429, '540']);
    expect((await activate(email, first)).status).toBe(200);
  });

  it('that was guessed at, or has expired, is replaced by a new one', async () => {
    const { email } = await api.registered();
    const first = await api.code(email);
    for (let i = 0; i < 5; i++) await activate(email, other(first));
    const second = await api.newCode(email, 'ACTIVATION');
    expect(await activate(email, first)).toMatchObject(first === second ? { status: 200 } : WRONG);
    api.clock.advance(600_000);
    const third = await api.newCode(email, 'ACTIVATION');
    expect(await activate(email, second)).toMatchObject(second === third ? { status: 200 } : WRONG);
    expect((await activate(email, third)).status).toBe(200);
  });

  it('is good for its purpose only', async () => {
    const { email } = await api.registered();
    const code = await api.newCode(email, 'CHANGE_PASSWORD');
    expect(await activate(email, code)).toMatchObject(WRONG);
    const user = await api.user();
    const twoFactor = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    const change = { password: 'another long secret', code: twoFactor };
    expect(await api.call('PATCH', `/users/${user.email}/password`, PUBLIC, change)).toMatchObject(WRONG);
    const activation = await api.newCode(user.email, 'ACTIVATION');
    expect(await api.call('POST', `/users/${user.id}/2fa`, user.bearer, { code: activation })).toMatchObject(
      WRONG,
    );
  });

  it('is good for its account only', async () => {
    const [one, two] = [await api.registered(), await api.registered()];
    expect(await activate(two.email, await api.code(one.email))).toMatchObject(WRONG);
  });

  it('must be six ASCII digits in a string', async () => {
    const { email } = await api.registered();
    for (const code of ['12345', '1234567', 'abcdef', '１２３４５６', '', 123456, null, ['123456']])
      expect((await api.call('POST', `/users/${email}/activate`, PUBLIC, { code })).status).toBe(400);
  });

  it('is stored as a keyed hash', async () => {
    const { email } = await api.registered();
    const code = await api.code(email);
    const [item] = (await api.items()).filter(
      ({ sk, email_key }) => sk === 'CODE#ACTIVATION' && email_key === email,
    );
    expect(JSON.stringify(item)).not.toContain(code);
    expect(item?.hash).toMatch(/^[\w-]{43}$/);
  });
});

describe('asking for a code', () => {
  it('has a cool-down, told in Retry-After, for each kind apart', async () => {
    const { email } = await api.registered();
    expect(await ask(email, 'ACTIVATION')).toMatchObject({
      status: 201,
      message: 'OTP sent successfully.',
      data: null,
    });
    expect(await ask(email, 'ACTIVATION')).toMatchObject({
      status: 429,
      message: 'You have exceeded the rate limit.',
      headers: { 'retry-after': '30' },
    });
    expect((await ask(email, 'CHANGE_PASSWORD')).status).toBe(201);
    api.clock.advance(30_000);
    expect((await ask(email, 'ACTIVATION', PRIVATE)).status).toBe(201);
  });

  it.each([
    ['CHANGE_PASSWORD', 5],
    ['TWO_FACTOR_AUTH', 20],
  ])('is capped for the day, for each kind apart: %s, %i new ones', async (kind, most) => {
    const { email } = await api.registered();
    // A day has 144 times ten minutes.
    api.clock.now = Math.ceil(api.clock.now / 86_400_000) * 86_400_000;
    for (let i = 0; i < most; i++) {
      expect((await ask(email, kind)).status).toBe(201);
      api.clock.advance(600_000);
    }
    const capped = await ask(email, kind);
    expect(capped.status).toBe(429);
    expect(Number(capped.headers['retry-after'])).toBe(86_400 - 600 * most);
    expect((await ask(email, 'ACTIVATION')).status).toBe(201);
    api.clock.advance(Number(capped.headers['retry-after']) * 1_000);
    expect((await ask(email, kind)).status).toBe(201);
  });

  it('to delete an account is the owner’s, by a session', async () => {
    const [user, stranger] = [await api.user(), await api.user()];
    for (const auth of [PUBLIC, stranger.bearer])
      expect((await ask(user.email, 'DELETE_ACCOUNT', auth)).status).toBe(403);
    expect(await api.mails(user.email)).toHaveLength(1);
    expect((await ask(user.email, 'DELETE_ACCOUNT', user.bearer)).status).toBe(201);
    const code = await api.code(user.email);
    expect((await api.call('DELETE', `/users/${user.id}`, user.bearer, { code })).status).toBe(204);
  });

  it('is open to a session for its own address, and to no other’s', async () => {
    const [user, other] = [await api.user(), await api.user()];
    expect((await ask(user.email, 'TWO_FACTOR_AUTH', user.bearer)).status).toBe(201);
    const on = await api.call('POST', `/users/${user.id}/2fa`, user.bearer, {
      code: await api.code(user.email),
    });
    expect(on.status).toBe(200);
    for (const email of [other.email, 'nobody@example.com'])
      expect((await ask(email, 'TWO_FACTOR_AUTH', user.bearer)).status).toBe(403);
  });

  it('lets one of ten parallel calls send', async () => {
    const { email } = await api.registered();
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(email, 'CHANGE_PASSWORD')));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect((await api.mails(email)).filter(({ subject }) => subject === 'Your Clara code')).toHaveLength(1);
  });

  it('of an unknown kind is refused, for an unknown e-mail not found', async () => {
    const { email } = await api.registered();
    expect((await ask(email, 'ACTIVATE')).status).toBe(400);
    expect((await ask(email, 'activation')).status).toBe(400);
    expect(await ask('nobody@example.com', 'ACTIVATION')).toMatchObject({
      status: 404,
      message: 'User with the given identifier does not exist.',
    });
  });
});

describe('changing the password', () => {
  const password = 'another long secret';
  const change = (email: string, code: string, auth = PUBLIC) =>
    api.call('PATCH', `/users/${email}/password`, auth, { password, code });

  it('by a mailed code ends every session and tells the owner', async () => {
    const user = await api.user();
    api.secrets.add(password);
    const changed = await change(user.email, await api.newCode(user.email, 'CHANGE_PASSWORD'));
    expect(changed).toMatchObject({
      status: 200,
      message: 'User password changed successfully.',
      data: null,
    });
    expect((await api.call('GET', `/users/${user.id}`, user.bearer)).status).toBe(401);
    expect((await api.login(user.email)).status).toBe(401);
    expect((await api.login(user.email, password)).status).toBe(200);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Your Clara password was changed');
  });

  it('from a session ends the others and keeps its own', async () => {
    const user = await api.user();
    const second = `Bearer ${(await api.login(user.email)).data.token}`;
    const code = await api.newCode(user.email, 'CHANGE_PASSWORD');
    expect((await change(user.email, code, second)).status).toBe(200);
    expect((await api.call('GET', `/users/${user.id}`, user.bearer)).status).toBe(401);
    expect((await api.call('GET', `/users/${user.id}`, second)).status).toBe(200);
  });

  it('tells the owner, once, when a code was guessed at until it died', async () => {
    const { email } = await api.user();
    const code = await api.newCode(email, 'CHANGE_PASSWORD');
    const told = async () =>
      (await api.mails(email)).filter(({ subject }) => subject === 'Wrong codes for your Clara account')
        .length;
    for (let i = 0; i < 4; i++) await change(email, other(code));
    expect(await told()).toBe(0);
    for (let i = 0; i < 3; i++) expect(await change(email, other(code))).toMatchObject(WRONG);
    expect(await told()).toBe(1);
  });

  it('of somebody else is forbidden, whether or not there is such an account', async () => {
    const [user, victim] = [await api.user(), await api.user()];
    const code = await api.newCode(victim.email, 'CHANGE_PASSWORD');
    for (const email of [victim.email, 'nobody@example.com'])
      expect(await change(email, code, user.bearer)).toMatchObject({
        status: 403,
        message: 'You do not have access to the requested resource.',
      });
    expect((await change(victim.email, code)).status).toBe(200);
  });

  it('refuses a weak one and leaves the code good', async () => {
    const user = await api.user();
    const code = await api.newCode(user.email, 'CHANGE_PASSWORD');
    for (const weak of ['short', 'password1234', 'x'.repeat(129)])
      expect(
        (await api.call('PATCH', `/users/${user.email}/password`, PUBLIC, { password: weak, code })).status,
      ).toBe(400);
    expect((await change(user.email, code)).status).toBe(200);
  });
});

describe('two-factor authentication', () => {
  const login = (email: string, body?: unknown) => api.login(email, undefined, body);
  const asksForCode = { status: 401, data: { is_2fa_enabled: true }, message: WRONG.message };

  it('is turned on and off by codes, told to the owner, and asked for at login between', async () => {
    const user = await api.user();
    const path = `/users/${user.id}/2fa`;
    const on = await api.call('POST', path, user.bearer, {
      code: await api.newCode(user.email, 'TWO_FACTOR_AUTH'),
    });
    expect(on).toMatchObject({ status: 200, message: 'User 2FA enabled successfully.', data: null });
    expect((await api.call('GET', `/users/${user.id}`, user.bearer)).data.is_2fa_enabled).toBe(true);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Two-factor authentication is on');

    expect(await login(user.email)).toMatchObject(asksForCode);
    expect(await login(user.email, {})).toMatchObject(asksForCode);
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect(await login(user.email, { code: other(code) })).toMatchObject(asksForCode);
    expect((await login(user.email, { code })).status).toBe(200);
    expect(await login(user.email, { code })).toMatchObject(asksForCode);

    api.clock.advance(30_000);
    const last = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    const off = await api.call('DELETE', path, user.bearer, { code: last });
    expect([off.status, off.text]).toEqual([204, '']);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Two-factor authentication is off');
    expect((await login(user.email)).status).toBe(200);
  });

  it('is not stepped round by a changed password', async () => {
    const user = await api.user();
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    await api.call('POST', `/users/${user.id}/2fa`, user.bearer, { code });
    const password = 'another long secret';
    const change = { password, code: await api.newCode(user.email, 'CHANGE_PASSWORD') };
    expect((await api.call('PATCH', `/users/${user.email}/password`, PUBLIC, change)).status).toBe(200);
    expect(await api.login(user.email, password)).toMatchObject(asksForCode);
  });

  it('does not show whether a wrong password’s account has it', async () => {
    const user = await api.user();
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    await api.call('POST', `/users/${user.id}/2fa`, user.bearer, { code });
    expect(await api.login(user.email, 'not the password')).toMatchObject(WRONG);
  });
});
