import { networkOf } from '../lib/domain/login-tries.ts';
import { hashPassword, verifyPassword } from '../lib/domain/passwords.ts';
import { policyOf, PolicySettings, settingsOf } from '../lib/config.ts';
import { type Api, basic, PASSWORD, startApi } from './support/harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());

const WRONG = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};
const LIMITED = { status: 429, message: 'You have exceeded the rate limit.', data: null };
let networks = 0;
/** Each test calls from an address of its own, as the tries of one count against it. */
const elsewhere = () => ({ address: `198.51.100.${++networks}` });
const MINUTE = 60_000;

describe('logging in', () => {
  it('answers the user and a new token', async () => {
    const user = await api.user();
    const { status, message, data } = await api.login(user.email.toUpperCase());
    expect([status, message]).toEqual([200, 'User logged in successfully.']);
    expect(data).toMatchObject({ id: user.id, email: user.email, is_active: true });
    expect(data.token).not.toBe(user.token);
    expect((await api.call('GET', `/users/${user.id}`, `Bearer ${data.token}`)).status).toBe(200);
  });

  it('asks of a network that is known what it asks of a new one, however late', async () => {
    const { email } = await api.user();
    const from = elsewhere();
    const login = async () => {
      const before = api.requests.length;
      expect((await api.login(email, undefined, undefined, from)).status).toBe(200);
      return api.requests.slice(before).map(({ operation }) => operation);
    };
    const first = await login();
    api.clock.advance(16 * MINUTE);
    expect(await login()).toEqual(first);
  });

  it('takes a password exactly: colons, spaces, capitals and every byte of a long one', async () => {
    const passwords = [
      ':::a:colon:::',
      ' led by a space',
      'ends with one ',
      'Mixed Case Secret',
      'x'.repeat(73),
    ];
    for (const password of passwords) {
      const { email } = await api.registered(undefined, password);
      expect((await api.login(email, password)).status).toBe(200);
      for (const near of [password.trim() + '.', password.slice(0, 72) + 'y', password.toUpperCase() + '!'])
        expect(await api.login(email, near, undefined, elsewhere())).toMatchObject(WRONG);
    }
  });

  it.each([
    ['no header', undefined],
    ['no colon', `Basic ${Buffer.from('nobody').toString('base64')}`],
    ['no e-mail', `Basic ${Buffer.from(':secret').toString('base64')}`],
    ['no base64', 'Basic %%%'],
    ['another scheme', 'Bearer x'],
    ['an unknown account', basic('nobody@example.com', 'a secret that is long')],
    ['an e-mail of 9 KB', basic(`${'a'.repeat(6_000)}@example.com`, 'a secret that is long')],
  ])('is refused with %s', async (_, auth) => {
    expect(await api.call('POST', '/auth/session', auth, undefined, elsewhere())).toMatchObject(WRONG);
  });

  it('takes several spaces after the scheme (RFC 9110 §11.4)', async () => {
    const { email } = await api.user();
    const auth = basic(email, PASSWORD).replace(' ', '   ');
    expect((await api.call('POST', '/auth/session', auth)).status).toBe(200);
  });

  it('looks at the credentials before the body', async () => {
    const { email } = await api.registered();
    expect(await api.login(email, 'not the password', { nonsense: 1 }, elsewhere())).toMatchObject(WRONG);
    expect((await api.login(email, undefined, { nonsense: 1 })).status).toBe(400);
    expect((await api.login(email, undefined, '{broken')).status).toBe(400);
  });
});

describe('wrong passwords', () => {
  it('slow the account down from the fifth on, then lock it for 15 minutes', async () => {
    const { email } = await api.registered();
    const from = elsewhere();
    const wrong = () => api.login(email, 'not the password', undefined, from);
    for (let i = 0; i < 5; i++) expect(await wrong()).toMatchObject(WRONG);
    for (let tries = 6, wait = 1; tries <= 10; tries++, wait *= 2) {
      expect(await wrong()).toMatchObject({ ...LIMITED, headers: { 'retry-after': String(wait) } });
      api.clock.advance(wait * 1_000);
      expect(await wrong()).toMatchObject(WRONG);
    }
    // Locked, for the right password and from another address as well.
    expect(await api.login(email, undefined, undefined, elsewhere())).toMatchObject({
      ...LIMITED,
      headers: { 'retry-after': '900' },
    });
    api.clock.advance(15 * MINUTE - 1_000);
    expect(await api.login(email)).toMatchObject(LIMITED);
    api.clock.advance(1_000);
    expect((await api.login(email)).status).toBe(200);
  });

  it('do not stand in the way of fifteen right ones at once', async () => {
    const { email } = await api.registered();
    const answers = await Promise.all(Array.from({ length: 15 }, () => api.login(email)));
    expect(answers.map(({ status }) => status)).toEqual(Array(15).fill(200));
  });

  it('are forgotten with a right one', async () => {
    const { email } = await api.registered();
    const from = elsewhere();
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 4; i++)
        expect(await api.login(email, 'wrong', undefined, from)).toMatchObject(WRONG);
      expect((await api.login(email, undefined, undefined, from)).status).toBe(200);
    }
  });

  it('count before they are looked at: of 40 at once, at most 20 are', async () => {
    const { email } = await api.registered();
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => api.login(email, 'not the password', undefined, elsewhere())),
    );
    expect(answers.filter(({ status }) => status === 401).length).toBeLessThanOrEqual(20);
    expect(await api.login(email)).toMatchObject(LIMITED);
  });

  it('lock an address out after 100, whatever accounts they are for, and no other address', async () => {
    const address = '2001:db8:1:2:3:4:5:6';
    for (let i = 0; i < 100; i++)
      expect(
        (await api.login(`nobody${i}@example.com`, 'a secret', undefined, { address: `2001:db8:1:2::${i}` }))
          .status,
      ).toBe(401);
    const { email } = await api.registered();
    expect(await api.login(email, undefined, undefined, { address })).toMatchObject(LIMITED);
    expect((await api.login(email, undefined, undefined, { address: '2001:db8:1:3::1' })).status).toBe(200);
    api.clock.advance(15 * MINUTE);
    expect((await api.login(email, undefined, undefined, { address })).status).toBe(200);
  });

  it('of an account cost nothing after its password was changed by mail', async () => {
    const { email } = await api.registered();
    for (let i = 0; i < 5; i++) await api.login(email, 'not the password', undefined, elsewhere());
    const password = 'another long secret';
    const code = await api.newCode(email, 'CHANGE_PASSWORD');
    await api.call('PATCH', `/users/${email}/password`, 'clara_public_of_the_tests', { password, code });
    expect((await api.login(email, password)).status).toBe(200);
  });
});

describe('the network of an address', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:0001:0002::1', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ])('%s is %s', (address, network) => {
    expect(networkOf(address)).toBe(network);
  });
});

describe('a password hash', () => {
  const { argon2 } = policyOf(settingsOf(PolicySettings, {}));

  it('is argon2id with OWASP’s cost: 46 MiB, one pass, one lane', async () => {
    const hash = await hashPassword('a rather long secret', argon2);
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    expect(await verifyPassword('a rather long secret', hash, argon2)).toEqual({
      right: true,
      outdated: false,
    });
    expect(await verifyPassword('a rather long secreT', hash, argon2)).toEqual({
      right: false,
      outdated: false,
    });
  });

  it('costs an unknown account as much as a known one', async () => {
    const hash = await hashPassword('a rather long secret', argon2);
    const timeOf = async (stored: string | null) => {
      const start = process.cpuUsage();
      await verifyPassword('not the password', stored, argon2);
      return process.cpuUsage(start).user;
    };
    const known: number[] = [];
    const unknown: number[] = [];
    for (let i = 0; i < 9; i++) {
      known.push(await timeOf(hash));
      unknown.push(await timeOf(null));
    }
    // CPU time, in all threads: other processes are not counted, and what else this one does only adds to it.
    const ratio = Math.min(...unknown) / Math.min(...known);
    expect(ratio).toBeGreaterThan(0.5);
    expect(ratio).toBeLessThan(2);
  });

  it('is made anew at the next login after the cost has risen', async () => {
    const { email, password } = await api.registered();
    const hashOf = async () =>
      (await api.items()).find(({ email_key, password_hash }) => email_key === email && password_hash)
        ?.password_hash;
    const before = await hashOf();
    const policy = api.live.settings().policy;
    const cheap = policy.argon2;
    policy.argon2 = { ...cheap, passes: cheap.passes + 1 };
    expect((await api.login(email, 'not the password', undefined, elsewhere())).status).toBe(401);
    expect(await hashOf()).toBe(before);
    expect((await api.login(email)).status).toBe(200);
    expect(await hashOf()).toContain(`t=${cheap.passes + 1},`);
    expect((await api.login(email, password)).status).toBe(200);
    policy.argon2 = cheap;
  });
});
