import { isEmail } from '../lib/domain/mailbox.ts';
import { Name, toName } from '../lib/domain/values.ts';
import { type Api, NOBODY, PASSWORD, PRIVATE, PUBLIC, startApi } from './support/harness.ts';
import { ofClara } from './support/profile.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());

const names = { first_name: 'Ada', last_name: 'Lovelace' };
const register = (body: Record<string, unknown>) => api.call('POST', '/auth/register', PUBLIC, body);
const TAKEN = { status: 400, message: 'User with the given identifier already exists.', data: null };
const INVALID = {
  status: 400,
  message: 'One or more required parameters are either not given or have invalid schema.',
  data: null,
};

describe('registering', () => {
  it('answers the user, inactive, in the dark, with free credits and a token', async () => {
    const email = api.newEmail();
    const { status, message, data } = await register({ ...names, email, password: PASSWORD });
    const { id, token, created_at, updated_at, ...rest } = data;
    expect([status, message]).toEqual([201, 'User registered successfully.']);
    expect(rest).toEqual({
      ...names,
      email,
      credits: 100,
      is_2fa_enabled: false,
      is_active: false,
      is_dark_mode: true,
    });
    expect(id).toMatch(/^user_[0-9a-f]{32}$/);
    expect(token).toMatch(/^clara_user_/);
    expect([created_at, updated_at]).toEqual(Array(2).fill(new Date(api.clock.now).toUTCString()));
  });

  it('mails a welcome with the code that activates', async () => {
    const user = await api.registered();
    const [welcome, ...more] = await api.mails(user.email);
    expect(more).toEqual([]);
    expect(welcome?.subject).toBe('Welcome to Clara: your activation code');
    const code = await api.code(user.email);
    const activated = await api.call('POST', `/users/${user.email}/activate`, PUBLIC, { code });
    expect(activated).toMatchObject({ status: 200, message: 'User activated successfully.' });
    expect(activated.data).toMatchObject({ id: user.id, is_active: true });
  });

  it('takes an e-mail once, however it is spelled, and shows it as it was typed', async () => {
    const email = api.newEmail();
    const typed = email.replace('someone', 'SomeOne');
    api.secrets.add(typed);
    await register({ ...names, email: typed, password: PASSWORD });
    expect(await register({ ...names, email, password: PASSWORD })).toMatchObject(TAKEN);
    expect(await register({ ...names, email: email.toUpperCase(), password: PASSWORD })).toMatchObject(TAKEN);
    expect((await api.login(email)).data.email).toBe(typed);
  });

  it('takes an international domain, in either Unicode form the same', async () => {
    const [composed, decomposed] = ['caf\u00e9', 'cafe\u0301'].map((word) =>
      api.newEmail().replace(/-\d+@example/, `@${word}`),
    );
    expect((await register({ ...names, email: composed, password: PASSWORD })).status).toBe(201);
    expect(await register({ ...names, email: decomposed, password: PASSWORD })).toMatchObject(TAKEN);
  });

  it('makes one account of one mailbox, and stores what it mails', async () => {
    const word = api.newEmail().replace(/@.*/, '');
    const ascii = `${word}@xn--bcher-kva.example`;
    const made = await register({ ...names, email: `${word}@BÜCHER.example`, password: PASSWORD });
    expect([made.status, made.data.email]).toEqual([201, ascii]);
    expect((await api.mails(ascii)).map(({ subject }) => subject)).toEqual([
      'Welcome to Clara: your activation code',
    ]);
    for (const domain of [
      'xn--bcher-kva.example',
      'bu\u0308cher.example',
      'bücher。example',
      'ｂücher.Example',
    ])
      expect(await register({ ...names, email: `${word}@${domain}`, password: PASSWORD })).toMatchObject(
        TAKEN,
      );
    const code = await api.code(ascii);
    const spelled = encodeURIComponent(`${word}@ⓑücher.example`);
    expect((await api.call('POST', `/users/${spelled}/activate`, PUBLIC, { code })).status).toBe(200);
    for (const email of [ascii, `${word}@bücher.example`, `${word.toUpperCase()}@ｂücher.example`])
      expect((await api.login(email)).data.id).toBe(made.data.id);
    expect((await api.call('POST', `/users/${spelled}/otp/CHANGE_PASSWORD`, PUBLIC)).status).toBe(201);
    const again = await api.call('POST', `/users/${ascii}/otp/CHANGE_PASSWORD`, PUBLIC);
    expect(again.status).toBe(429);
  });

  it.each([
    ...['a..b@example.com', '.a@example.com', 'a.@example.com', '@example.com', 'a@b@example.com'],
    ...[
      'a@example..com',
      'a@.example.com',
      'a@example.com.',
      'a@example',
      'a@-example.com',
      'a@example-.com',
    ],
    ...[`a@${'d'.repeat(64)}.example`, `${'é'.repeat(33)}@example.com`, `a@${'ü'.repeat(63)}.example`],
    ...['a@example.com/x', 'a@example.com?x=.b.com', 'a@example.com#.b.com', 'a@ex%61mple.com', 'a@ex_a.com'],
    ...['a@192.0.2.1', 'a@0x7f.1', 'a@[192.0.2.1]', 'a@example.com:25', 'a@exa mple.com', 'a@℀.com'],
    ...['\u200Ba@example.com', 'a\u202E@example.com', 'a@exam\u00ADple.com', 'a@example.com\u200B'],
    ...['a\uFE0F@example.com', 'a@example\u2060.com', 'a\u3164@example.com', 'a\u2800@example.com'],
    ...['a\u0000@example.com', 'a\u2028@example.com', 'a\uD800@example.com', 'a@exam\u0007ple.com'],
  ])('refuses %j, which is not a mailbox', async (email) => {
    expect(await register({ ...names, email, password: PASSWORD })).toMatchObject(INVALID);
  });

  it('looks at 64 KB of anything in no time', () => {
    const parts = ['a', '.', '@', 'a.', '@a', '-', '\u00AD', 'é', '😀', ' ', '.-', '%61'];
    for (const part of parts) {
      const start = process.cpuUsage();
      const text = part.repeat(64_000 / part.length);
      expect([isEmail(text), isEmail(`a@${text}`), isEmail(`${text}@a.b`)]).toEqual([false, false, false]);
      expect(Name.safeParse(text).success).toBe(false);
      toName(text);
      expect(process.cpuUsage(start).user).toBeLessThan(100_000);
    }
  });

  it.each([
    '\u200B',
    '\u200D\u200D',
    '\u2060',
    '\u00AD',
    '\u2800',
    '\u3164',
    '\u115F',
    '\uFE0F',
    '\u202E\u202C',
  ])('refuses the name %j, of which nothing shows', async (first_name) => {
    const body = { ...names, email: api.newEmail(), password: PASSWORD };
    expect(await register({ ...body, first_name })).toMatchObject(INVALID);
    const user = await api.registered();
    const patch = { last_name: first_name };
    expect(await api.call('PATCH', `/users/${user.id}`, user.bearer, patch)).toMatchObject(INVALID);
  });

  it('counts a name’s characters, not their halves', async () => {
    const body = { ...names, email: api.newEmail(), password: PASSWORD };
    expect(await register({ ...body, first_name: '😀'.repeat(101) })).toMatchObject(INVALID);
    expect((await register({ ...body, first_name: '😀'.repeat(100) })).status).toBe(201);
  });

  it.each([
    ['a blank first name', { first_name: ' ' }],
    ['a last name of two lines', { last_name: 'a\nb' }],
    ['a name of 101 characters', { first_name: 'x'.repeat(101) }],
    ['a name that is no string', { first_name: 7 }],
    ['no name', { first_name: undefined }],
    ['an e-mail without a domain', { email: 'ada' }],
    ['an e-mail with a header in it', { email: 'ada@example.com\nBcc: all@example.com' }],
    ['an e-mail of 255 characters', { email: `${'a'.repeat(60)}@${'b'.repeat(190)}.com` }],
    ['a password of 7 characters', { password: 'x4!kQ9z' }],
    ['a password of 129 characters', { password: 'x4'.repeat(64) + '!' }],
    ['a common password', { password: 'password1234' }],
    ['a common password in capitals', { password: 'PASSWORD1234' }],
    ['a field of its own choice', { is_active: true }],
    ['credits', { credits: 1_000_000 }],
  ])('refuses %s', async (_, change) => {
    const body = { ...names, email: api.newEmail(), password: PASSWORD, ...change };
    expect(await register(body)).toMatchObject(INVALID);
  });

  it('takes passwords of 8 and of 128 characters, and counts characters, not bytes', async () => {
    for (const password of ['x4!kQ9zW', 'x4'.repeat(64), '🔑'.repeat(8), `${'é'.repeat(127)} `]) {
      const { email } = await api.registered(undefined, password);
      expect((await api.login(email, password)).status).toBe(200);
    }
  });

  it('of one e-mail, 40 times at once, makes exactly one account', async () => {
    const email = api.newEmail();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => register({ ...names, email, password: PASSWORD })),
    );
    const made = answers.filter(({ status }) => status === 201);
    expect(made).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 400)).toHaveLength(39);
    const items = (await api.items()).filter(({ email: stored }) => stored === email);
    expect(items.map(({ user_id }) => user_id)).toEqual([made[0]?.data.id]);
    expect(await api.mails(email)).toHaveLength(1);
  });
});

describe('free credits', () => {
  it('are the first entry of the ledger', async () => {
    const user = await api.user();
    const list = await api.call('GET', `/users/${user.id}/transactions?limit=10&offset=0`, user.key);
    expect(list.data).toEqual([
      {
        balance_after: 100,
        created_at: new Date(api.clock.now).toUTCString(),
        description: 'Free credits on signup.',
        id: (list.data as unknown as { id: string }[])[0]?.id,
        type: 'CREDIT',
        updated_at: new Date(api.clock.now).toUTCString(),
        user_id: user.id,
        value_in_credits: 100,
        value_in_fiat: 0,
      },
    ]);
  });

  it('may be none: then there is no entry', async () => {
    const poor = await startApi({ policy: { freeCredits: 0 } });
    const user = await poor.user();
    expect((await poor.call('GET', `/users/${user.id}`, user.key)).data.credits).toBe(0);
    expect(
      (await poor.call('GET', `/users/${user.id}/transactions?limit=1&offset=0`, user.key)).data,
    ).toEqual([]);
    poor.refuseLeaks();
  });
});

describe('updating the account', () => {
  it('changes names and theme, and nothing else', async () => {
    const user = await api.user();
    const { id } = user;
    const patch = { first_name: 'Grace', last_name: 'Hopper', is_dark_mode: false };
    const updated = await api.call('PATCH', `/users/${id}`, user.bearer, patch);
    expect(updated).toMatchObject({ status: 200, message: 'User updated successfully.' });
    expect(updated.data).toMatchObject(patch);
    expect((await api.call('PATCH', `/users/${id}`, user.bearer, { is_dark_mode: true })).data).toMatchObject(
      {
        ...patch,
        is_dark_mode: true,
      },
    );
    const before = await api.call('GET', `/users/${id}`, user.bearer);
    for (const field of [
      'id',
      'email',
      'credits',
      'is_active',
      'is_2fa_enabled',
      'password',
      'google_id',
      'key_version',
    ])
      expect(
        await api.call('PATCH', `/users/${id}`, PRIVATE, { [field]: before.data[field] ?? 'x' }),
      ).toMatchObject(INVALID);
    expect((await api.call('GET', `/users/${id}`, user.bearer)).data).toEqual(before.data);
  });

  it('is open to an inactive user, as viewing and logging out are, and nothing else is', async () => {
    const user = await api.registered();
    const path = `/users/${user.id}`;
    const inactive = {
      status: 401,
      message: 'Please activate your account to access the requested resource.',
    };
    expect((await api.call('GET', path, user.bearer)).status).toBe(200);
    expect((await api.call('PATCH', path, user.bearer, { first_name: 'Grace' })).status).toBe(200);
    for (const method of ofClara('GET', 'POST'))
      expect(await api.call(method, `${path}/api_key`, user.bearer)).toMatchObject(inactive);
    expect(await api.call('GET', `${path}/transactions?limit=1&offset=0`, user.bearer)).toMatchObject(
      inactive,
    );
    expect((await api.call('DELETE', '/auth/session', user.bearer)).status).toBe(204);
  });

  it('is told "no such user" where an operator names none', async () => {
    for (const patch of [{ is_dark_mode: true }, { first_name: 'Grace' }])
      expect(await api.call('PATCH', `/users/${NOBODY}`, PRIVATE, patch)).toMatchObject({
        status: 404,
        message: 'User with the given identifier does not exist.',
      });
  });
});

describe('an answer', () => {
  it('never holds the password hash, the Google id or other internals', async () => {
    const user = await api.user();
    const texts = [
      (await api.call('GET', `/users/${user.id}`, user.key)).text,
      (await api.login(user.email)).text,
      (await api.call('GET', `/users/${user.id}/transactions?limit=1&offset=0`, user.key)).text,
    ].join();
    expect(texts).not.toMatch(/hash|argon|google|stripe|sequence|item_type|email_key/);
  });
});
