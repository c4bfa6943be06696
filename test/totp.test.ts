import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ScheduledEvent } from 'aws-lambda';
import { Secret, TOTP } from 'otpauth';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { reseal } from '../functions/users/reseal.ts';
import { keyringOf, type Keyring } from '../lib/domain/tokens.ts';
import { provisioning, stepOf } from '../lib/domain/totp.ts';
import { scheduled } from '../lib/http/job.ts';
import type { GoogleClaims } from '../lib/identity/identity.ts';
import { type Api, basic, INVOCATION, PASSWORD, PRIVATE, PUBLIC, startApi } from './support/harness.ts';

const OLD = 'an older signing secret of the tests, long';
const NEW = 'a newer signing secret of the tests, longer';
const keyring: [...Keyring] = [...keyringOf([OLD])];
const roll = (...secrets: [string, ...string[]]) =>
  void keyring.splice(0, keyring.length, ...keyringOf(secrets));

let claims: GoogleClaims;
let api: Api;
beforeAll(async () => {
  api = await startApi({
    policy: { loginTriesPerAddress: 1_000_000 },
    ports: { keyring, google: { verify: () => Promise.resolve(claims) } },
  });
});
afterAll(() => api.refuseLeaks());
beforeEach(() => {
  roll(OLD);
  // On a step's first moment, with the cool-down of codes over.
  api.clock.now = Math.ceil((api.clock.now + 60_000) / STEP) * STEP;
});

const STEP = 30_000;
const MINUTE = 60_000;
const SENTENCE = 'Authorization header or OTP is either missing, invalid or expired.';
const WRONG = { status: 401, message: SENTENCE, data: null };
const ASKS = { ...WRONG, data: { is_2fa_enabled: true }, headers: { 'x-error-code': 'totp_required' } };

/** What an authenticator app shows, now or `steps` away. */
const shown = (secret: string, steps = 0) => {
  const token = TOTP.generate({
    secret: Secret.fromBase32(secret),
    timestamp: api.clock.now + steps * STEP,
  });
  api.secrets.add(token);
  return token;
};
const wrongFor = (secret: string) => {
  const live = [-2, -1, 0, 1, 2].map((steps) => shown(secret, steps));
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !live.includes(code));
};
const path = (id: string) => `/users/${id}/2fa`;
const begin = async (user: { id: string; bearer: string }, code: string | undefined) => {
  const reply = await api.call('POST', `${path(user.id)}/totp`, user.bearer, { code });
  if (reply.status === 201) api.secrets.add(reply.data.secret ?? '');
  return reply;
};
const confirm = async (user: { id: string }, code: string | undefined) => {
  const reply = await api.call('POST', path(user.id), PRIVATE, { code, method: 'totp' });
  for (const each of backupCodes(reply)) api.secrets.add(each);
  return reply;
};
const backupCodes = ({ data }: { data: unknown }) =>
  (data as { backup_codes?: string[] } | null)?.backup_codes ?? [];
const remove = (user: { id: string }, code: string | undefined) =>
  api.call('DELETE', path(user.id), PRIVATE, { code });
const login = (user: { email: string }, code?: string) =>
  api.login(user.email, undefined, code === undefined ? undefined : { code });
const view = async (user: { id: string }) => (await api.call('GET', path(user.id), PRIVATE)).data;
const subjects = async ({ email }: { email: string }) =>
  (await api.mails(email)).map(({ subject }) => subject);
const itemsOf = async ({ id }: { id: string }, sk: string) =>
  (await api.items()).filter((item) => item.user_id === id && item.sk === sk);

/** A user whose app was confirmed, and whose next code is a fresh one. */
async function enrolled() {
  const user = await api.user();
  const { data } = await begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH'));
  const secret = data.secret ?? '';
  const codes = backupCodes(await confirm(user, shown(secret)));
  api.clock.advance(STEP);
  return { ...user, secret, codes };
}
type Enrolled = Awaited<ReturnType<typeof enrolled>>;
const spent = async (user: Enrolled) => {
  const code = shown(user.secret);
  expect((await login(user, code)).status).toBe(200);
  return code;
};

describe('a TOTP code', () => {
  // RFC 6238, appendix B (SHA-1), the last six of its eight digits.
  it.each([
    [59, '287082'],
    [1_111_111_109, '081804'],
    [1_111_111_111, '050471'],
    [1_234_567_890, '005924'],
    [2_000_000_000, '279037'],
    [20_000_000_000, '353130'],
  ])('at %i s is the RFC’s %s', (seconds, code) => {
    const secret = Buffer.from('12345678901234567890');
    expect(stepOf(secret, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
    expect(stepOf(secret, code, seconds * 1000 + 3 * STEP)).toBeUndefined();
  });

  it('is good one step early and one late, to the millisecond', async () => {
    const user = await enrolled();
    const after = (ms: number) => void (api.clock.now += 10 * STEP + ms);
    for (const [steps, status] of [
      [-2, 401],
      [-1, 200],
      [0, 200],
      [1, 200],
      [2, 401],
    ] as const) {
      after(0);
      expect([steps, (await login(user, shown(user.secret, steps))).status]).toEqual([steps, status]);
    }
    for (const [ms, status] of [
      [2 * STEP - 1, 200],
      [2 * STEP, 401],
      [-STEP - 1, 401],
      [-STEP, 200],
    ] as const) {
      after(0);
      const code = shown(user.secret);
      const at = api.clock.now;
      api.clock.now += ms;
      expect([ms, (await login(user, code)).status]).toEqual([ms, status]);
      api.clock.now = at;
    }
  });

  it('works once, and no older one after it; the one that confirmed the app is spent', async () => {
    const user = await enrolled();
    expect(await login(user, shown(user.secret, -1))).toMatchObject(ASKS);
    const older = shown(user.secret, 0);
    expect((await login(user, shown(user.secret, 1))).status).toBe(200);
    expect(await login(user, shown(user.secret, 1))).toMatchObject(ASKS);
    expect(await login(user, older)).toMatchObject(ASKS);
    expect(await remove(user, older)).toMatchObject(WRONG);
  });

  it('works once, also when it comes five times at once, for different things', async () => {
    const user = await enrolled();
    const code = shown(user.secret);
    const answers = await Promise.all([
      login(user, code),
      login(user, code),
      login(user, code),
      begin(user, code),
      begin(user, code),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
  });

  it('must be six digits, or a backup code’s ten letters', async () => {
    const user = await enrolled();
    for (const code of [
      '12345',
      '1234567',
      'abcde-fghi',
      'abcde-fghij-',
      'abcde_fghij',
      '１２３４５６',
      '',
      null,
      1,
    ]) {
      expect((await api.login(user.email, undefined, { code })).status).toBe(400);
      expect((await api.call('DELETE', path(user.id), PRIVATE, { code })).status).toBe(400);
      expect((await api.call('POST', `${path(user.id)}/totp`, PRIVATE, { code })).status).toBe(400);
    }
    for (const body of [
      { code: '000000', method: 'sms' },
      { code: '000000', method: null },
      { code: user.codes[0], method: 'totp' },
      { method: 'totp' },
    ])
      expect((await api.call('POST', path(user.id), PRIVATE, body)).status).toBe(400);
  });
});

describe('setting an app up', () => {
  it('takes a mailed code and the app’s first one; then login asks for the app’s', async () => {
    const user = await api.user();
    expect(await view(user)).toEqual({ backup_codes_left: null, method: null });
    const setup = await begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH'));
    expect(setup).toMatchObject({ status: 201, message: 'User 2FA setup started successfully.' });
    const { secret = '', otpauth_uri = '', qr_svg = '', ...rest } = setup.data;
    expect(rest).toEqual({ expires_at: new Date(api.clock.now + 10 * MINUTE).toUTCString(), method: 'totp' });
    expect(secret).toMatch(/^[A-Z2-7]{32}$/);
    const uri = new URL(otpauth_uri);
    expect([uri.host, decodeURIComponent(uri.pathname)]).toEqual(['totp', `/Clara:${user.email}`]);
    expect(Object.fromEntries(uri.searchParams)).toEqual({
      issuer: 'Clara',
      secret,
      algorithm: 'SHA1',
      digits: '6',
      period: '30',
    });
    expect(await scanned(qr_svg)).toBe(otpauth_uri);
    // Not before the app has shown that it works.
    expect((await login(user)).status).toBe(200);

    const on = await confirm(user, shown(secret));
    expect(on).toMatchObject({ status: 200, message: 'User 2FA enabled successfully.' });
    const codes = backupCodes(on);
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
    expect(Object.keys(on.data)).toEqual(['backup_codes']);
    expect((await api.call('GET', `/users/${user.id}`, user.bearer)).data.is_2fa_enabled).toBe(true);
    expect(await view(user)).toEqual({ backup_codes_left: 10, method: 'totp' });
    expect((await subjects(user)).at(-1)).toBe('Two-factor authentication by an app is on');

    const asked = await login(user);
    expect(asked).toMatchObject(ASKS);
    expect(asked.data).toEqual({ is_2fa_enabled: true });
    api.clock.advance(STEP);
    expect((await login(user, shown(secret))).status).toBe(200);
    expect(await api.login(user.email, 'not the password', { code: shown(secret, 1) })).toMatchObject(WRONG);
  });

  it('fits into a QR code with the longest e-mail', async () => {
    const email = `${'語'.repeat(64)}@${'語'.repeat(186)}.io`;
    expect(email).toHaveLength(254);
    const { qr_svg, otpauth_uri } = provisioning(Buffer.alloc(20, 7), email);
    expect(await scanned(qr_svg)).toBe(otpauth_uri);
  });

  it('needs a good code of the present factor', async () => {
    const user = await api.user();
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect(await begin(user, code === '000000' ? '000001' : '000000')).toMatchObject(WRONG);
    const activation = await api.newCode(user.email, 'CHANGE_PASSWORD');
    if (activation !== code) expect(await begin(user, activation)).toMatchObject(WRONG);
    expect((await begin(user, code)).status).toBe(201);
    expect(await begin(user, code)).toMatchObject(WRONG);
  });

  it('lasts ten minutes and five tries, and the last one begun counts', async () => {
    const user = await api.user();
    const started = async () => {
      const { data } = await begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH'));
      return data.secret ?? '';
    };
    expect(await confirm(user, '000000')).toMatchObject(WRONG);
    const late = await started();
    api.clock.advance(10 * MINUTE);
    expect(await confirm(user, shown(late))).toMatchObject(WRONG);
    const guessed = await started();
    for (let i = 0; i < 5; i++) expect(await confirm(user, wrongFor(guessed))).toMatchObject(WRONG);
    expect(await confirm(user, shown(guessed))).toMatchObject(WRONG);
    api.clock.advance(MINUTE);
    const first = await started();
    api.clock.advance(MINUTE);
    const second = await started();
    expect(await confirm(user, shown(first))).toMatchObject(WRONG);
    expect((await confirm(user, shown(second))).status).toBe(200);
    expect(await confirm(user, shown(second, 1))).toMatchObject(WRONG);
  });

  it('gives 12 parallel guessers five tries, and five parallel calls one set of backup codes', async () => {
    const user = await api.user();
    const { data } = await begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH'));
    const secret = data.secret ?? '';
    const right = shown(secret);
    const guesses = Array.from({ length: 12 }, () => confirm(user, wrongFor(secret)));
    await Promise.all(guesses);
    expect((await itemsOf(user, 'TOTP#PENDING'))[0]?.tries).toBe(5);
    expect(await confirm(user, right)).toMatchObject(WRONG);

    const other = await api.user();
    const setup = await begin(other, await api.newCode(other.email, 'TWO_FACTOR_AUTH'));
    const code = shown(setup.data.secret ?? '');
    const answers = await Promise.all(Array.from({ length: 5 }, () => confirm(other, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('again, for another phone, takes a code of the old app, which works until the new one does', async () => {
    const user = await enrolled();
    const { data } = await begin(user, shown(user.secret));
    const secret = data.secret ?? '';
    api.clock.advance(STEP);
    await spent(user);
    const on = await confirm(user, shown(secret));
    expect(on.status).toBe(200);
    api.clock.advance(STEP);
    expect(await login(user, shown(user.secret))).toMatchObject(ASKS);
    expect(await login(user, user.codes[0])).toMatchObject(ASKS);
    expect((await login(user, shown(secret))).status).toBe(200);
    expect((await login(user, backupCodes(on)[0])).status).toBe(200);
  });
});

describe('with an app, a mailed code', () => {
  it('is not sent, which the mail says, and one from before does not log in', async () => {
    const user = await api.user();
    const { data } = await begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH'));
    api.clock.advance(30_000);
    const live = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect((await confirm(user, shown(data.secret ?? ''))).status).toBe(200);
    expect(await login(user, live)).toMatchObject(ASKS);
    expect(await remove(user, live)).toMatchObject(WRONG);
    expect(await api.call('POST', path(user.id), user.bearer, { code: live })).toMatchObject(WRONG);
    expect((await begin(user, live)).status).toBe(401);

    api.clock.advance(30_000);
    expect((await api.call('POST', `/users/${user.email}/otp/TWO_FACTOR_AUTH`, PUBLIC)).status).toBe(201);
    const mail = (await api.mails(user.email)).at(-1);
    expect(mail?.subject).toBe('Your request to Clara');
    expect(mail?.text).not.toMatch(/\d{6}/);
  });

  it('changes the password, after which login still asks for the app', async () => {
    const user = await enrolled();
    const password = 'another long secret';
    api.secrets.add(password);
    const change = { password, code: await api.newCode(user.email, 'CHANGE_PASSWORD') };
    expect((await api.call('PATCH', `/users/${user.email}/password`, PUBLIC, change)).status).toBe(200);
    expect(await api.login(user.email, password)).toMatchObject(ASKS);
    expect((await api.login(user.email, password, { code: shown(user.secret) })).status).toBe(200);
  });

  it.each([
    ['turn two-factor authentication off', 'DELETE', '/2fa'],
    ['make mail the factor', 'POST', '/2fa'],
    ['begin another app', 'POST', '/2fa/totp'],
  ])('does not %s when an app was confirmed after it was looked at', async (_, method, below) => {
    const user = await api.user();
    const { data } = await begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH'));
    const secret = data.secret ?? '';
    api.clock.advance(30_000);
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    const late = await heldBack(
      () => api.call(method, `/users/${user.id}${below}`, user.bearer, { code }),
      async () => expect((await confirm(user, shown(secret))).status).toBe(200),
    );
    if (late.status === 201) {
      api.secrets.add(late.data.secret ?? '');
      expect(await confirm(user, shown(late.data.secret ?? ''))).toMatchObject(WRONG);
    } else expect(late).toMatchObject(WRONG);
    expect(await view(user)).toEqual({ backup_codes_left: 10, method: 'totp' });
    expect((await login(user, shown(secret, 1))).status).toBe(200);
  });
});

describe('wrong codes', () => {
  it('lock the app after five, twice as long each time, wherever they came in; the owner is told', async () => {
    const user = await enrolled();
    claims = { id: `google-${user.id}`, email: user.email, first_name: 'Ada', last_name: 'L' };
    const google = (code?: string) => api.call('POST', '/auth/google', undefined, { id_token: 'x', code });
    const wrong = () => wrongFor(user.secret);
    expect(await login(user, wrong())).toMatchObject(ASKS);
    expect(await google(wrong())).toMatchObject(ASKS);
    expect(await remove(user, wrong())).toMatchObject(WRONG);
    expect(await begin(user, wrong())).toMatchObject(WRONG);
    expect((await subjects(user)).at(-1)).not.toBe('Wrong codes for your Clara account');
    expect(await login(user, 'aaaaa-aaaaa')).toMatchObject(ASKS);
    expect((await subjects(user)).at(-1)).toBe('Wrong codes for your Clara account');

    for (const minutes of [15, 30, 60]) {
      expect((await login(user, shown(user.secret))).headers).toMatchObject({
        'x-error-code': 'totp_required',
        'retry-after': String(minutes * 60),
      });
      expect(await remove(user, user.codes[0])).toMatchObject(WRONG);
      expect(await google(shown(user.secret))).toMatchObject(ASKS);
      api.clock.advance(minutes * MINUTE - 1);
      expect((await login(user, shown(user.secret))).headers['retry-after']).toBe('1');
      api.clock.advance(1);
      for (let i = 0; i < 5; i++) expect(await login(user, wrong())).toMatchObject(ASKS);
    }
    const told = (await subjects(user)).filter((subject) => subject === 'Wrong codes for your Clara account');
    expect(told).toHaveLength(4);
    api.clock.advance(120 * MINUTE);
    await spent(user);
  });

  it('are at most 35 in a day, and a lock lasts a day at most', async () => {
    const user = await enrolled();
    const end = api.clock.now + 24 * 60 * MINUTE;
    let compared = 0;
    while (api.clock.now < end) {
      const { headers } = await login(user, wrongFor(user.secret));
      const wait = headers['retry-after'];
      if (wait === undefined) compared++;
      api.clock.advance(Number(wait ?? 0) * 1000);
    }
    expect(compared).toBe(35);
    for (let i = 0; i < 6; i++) {
      const { headers } = await login(user, wrongFor(user.secret));
      if (headers['retry-after'] !== undefined) expect(headers['retry-after']).toBe('86400');
    }
    api.clock.advance(24 * 60 * MINUTE);
    await spent(user);
  });

  it('win nothing by coming at once: five are compared, never six', async () => {
    for (const position of [0, 11]) {
      const user = await enrolled();
      const right = shown(user.secret);
      const wrong = wrongFor(user.secret);
      const guesses = Array.from({ length: 12 }, (_, i) => remove(user, i === position ? right : wrong));
      await Promise.all(guesses);
      const [item] = await itemsOf(user, 'TOTP');
      // Either the right one was among the five, and the app is gone, or it is locked.
      expect(item === undefined || item.tries === 5).toBe(true);
      if (item) expect(await login(user, right)).toMatchObject(ASKS);
    }
  });

  it('win nothing by coming at once when a lock ends', async () => {
    const user = await enrolled();
    for (let i = 0; i < 5; i++) await remove(user, wrongFor(user.secret));
    api.clock.advance(15 * MINUTE);
    await Promise.all(Array.from({ length: 12 }, () => remove(user, wrongFor(user.secret))));
    expect((await itemsOf(user, 'TOTP'))[0]).toMatchObject({ tries: 5, locks: 1 });
  });

  it('are forgotten after a right one', async () => {
    const user = await enrolled();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++) expect(await login(user, wrongFor(user.secret))).toMatchObject(ASKS);
      await spent(user);
      api.clock.advance(STEP);
    }
  });
});

describe('a backup code', () => {
  it('stands in for the app once, however it is typed; the owner is told', async () => {
    const user = await enrolled();
    const [one = '', two = '', three = ''] = user.codes;
    expect((await login(user, one)).status).toBe(200);
    expect((await api.mails(user.email)).at(-1)).toMatchObject({
      subject: 'A backup code was used',
      text: expect.stringContaining('codes left: 9') as string,
    });
    expect(await login(user, one)).toMatchObject(ASKS);
    expect((await login(user, two.replace('-', ''))).status).toBe(200);
    expect((await login(user, three.toUpperCase())).status).toBe(200);
    expect(await login(user, two)).toMatchObject(ASKS);
    expect(await view(user)).toEqual({ backup_codes_left: 7, method: 'totp' });
    // An app's code still works beside them.
    await spent(user);
  });

  it('works once when it comes five times at once, and two of them at once both work', async () => {
    const user = await enrolled();
    const [one = '', two = '', three = ''] = user.codes;
    const same = await Promise.all(Array.from({ length: 5 }, () => login(user, one)));
    expect(same.filter(({ status }) => status === 200)).toHaveLength(1);
    await spent(user);
    const both = await Promise.all([login(user, two), login(user, three)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await view(user)).toEqual({ backup_codes_left: 7, method: 'totp' });
  });

  it('of another user is none', async () => {
    const [user, other] = [await enrolled(), await enrolled()];
    expect(await login(user, other.codes[0])).toMatchObject(ASKS);
  });

  it('sets up a new phone, and turns two-factor authentication off', async () => {
    const lost = await enrolled();
    expect((await begin(lost, lost.codes[0])).status).toBe(201);
    expect((await subjects(lost)).at(-1)).toBe('A backup code was used');
    expect((await remove(lost, lost.codes[1])).status).toBe(204);
    expect((await login(lost)).status).toBe(200);
  });
});

describe('turning it off', () => {
  it('takes the app’s code, tells the owner, and leaves nothing of it; the mailed factor can come after it', async () => {
    const user = await enrolled();
    const off = await remove(user, shown(user.secret));
    expect([off.status, off.text]).toEqual([204, '']);
    expect((await subjects(user)).at(-1)).toBe('Two-factor authentication is off');
    expect(await itemsOf(user, 'TOTP')).toEqual([]);
    expect(await view(user)).toEqual({ backup_codes_left: null, method: null });
    expect((await login(user)).status).toBe(200);

    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect(await api.call('POST', path(user.id), user.bearer, { code, method: 'email' })).toMatchObject({
      status: 200,
      data: null,
    });
    expect(await view(user)).toEqual({ backup_codes_left: null, method: 'email' });
    expect(await login(user)).toMatchObject({
      ...ASKS,
      headers: { 'x-error-code': 'second_factor_required' },
    });
  });
});

describe('Google sign-in', () => {
  it('asks for the app as well, also where it links the account', async () => {
    const user = await enrolled();
    claims = { id: `google-${user.id}`, email: user.email, first_name: 'Ada', last_name: 'L' };
    const signIn = (code?: string) => api.call('POST', '/auth/google', undefined, { id_token: 'x', code });
    expect(await signIn()).toMatchObject(ASKS);
    expect((await signIn(shown(user.secret))).status).toBe(201);
    expect(await signIn(shown(user.secret))).toMatchObject(ASKS);
    expect((await signIn(user.codes[0])).status).toBe(201);
  });
});

describe('at rest', () => {
  it('there is neither the secret nor a backup code, and what one user’s is opens for no other', async () => {
    const [user, other] = [await enrolled(), await enrolled()];
    const [item] = await itemsOf(user, 'TOTP');
    const { bytes, hex } = Secret.fromBase32(user.secret);
    const plain = [user.secret, hex, Buffer.from(bytes).toString('base64').slice(0, 26), ...user.codes];
    const text = JSON.stringify(await api.items());
    for (const each of plain) expect(text).not.toContain(each);
    expect(JSON.stringify(item).length).toBeLessThan(1024);

    const [others] = await itemsOf(other, 'TOTP');
    const swapped = { ...others, sealed: item?.sealed };
    await api.client.send(new PutCommand({ TableName: api.tableName, Item: swapped }));
    expect(await login(other, shown(user.secret))).toMatchObject(ASKS);
    expect(api.log.some((line) => line.includes('totp_unreadable') && line.includes(other.id))).toBe(true);
    await api.client.send(new PutCommand({ TableName: api.tableName, Item: others }));
    expect((await login(other, shown(other.secret))).status).toBe(200);
  });
});

describe('rolling the signing secrets', () => {
  const run = () => scheduled(reseal, api.live)({} as ScheduledEvent, INVOCATION);
  const sealedBy = async (user: { id: string }) =>
    String((await itemsOf(user, 'TOTP'))[0]?.sealed).split('.')[0];

  it('seals anew at the next use; then the older one can go, and backup codes stay good', async () => {
    const user = await enrolled();
    roll(NEW, OLD);
    await spent(user);
    expect(await sealedBy(user)).toBe(keyring[0].id);
    roll(NEW);
    expect((await login(user, user.codes[0])).status).toBe(200);
    api.clock.advance(STEP);
    await spent(user);
  });

  it('reaches who does not log in by the weekly run', async () => {
    const [user, other] = [await enrolled(), await enrolled()];
    roll(NEW, OLD);
    await run();
    expect([await sealedBy(user), await sealedBy(other)]).toEqual([keyring[0].id, keyring[0].id]);
    roll(NEW);
    await spent(user);
    expect((await login(other, other.codes[0])).status).toBe(200);
  });

  it('too early fails closed, and the run says whom it locks out', async () => {
    const user = await enrolled();
    roll(NEW);
    expect(await login(user, shown(user.secret))).toMatchObject(ASKS);
    await expect(run()).rejects.toThrow('under no live signing secret');
    expect(api.log.some((line) => line.includes('totp_unreadable') && line.includes(user.id))).toBe(true);
    roll(NEW, OLD);
    await run();
    await spent(user);
  });
});

it('costs as many DynamoDB requests as the mailed factor', async () => {
  const costOf = async (work: () => Promise<{ status: number }>) => {
    const from = api.requests.length;
    expect((await work()).status).toBeLessThan(300);
    return api.requests.slice(from).map(({ command }) => command.replace('Command', ''));
  };
  const code = async (email: string) => {
    api.clock.advance(STEP);
    return api.newCode(email, 'TWO_FACTOR_AUTH');
  };
  const user = await api.user();
  const mailed = await code(user.email);
  const costs: Record<string, string[]> = {};
  let secret = '';
  costs.begin = await costOf(async () => {
    const reply = await api.call('POST', `${path(user.id)}/totp`, PRIVATE, { code: mailed });
    secret = reply.data.secret ?? '';
    api.secrets.add(secret);
    return reply;
  });
  costs.confirm = await costOf(() => confirm(user, shown(secret)));
  api.clock.advance(STEP);
  costs.view = await costOf(() => api.call('GET', path(user.id), PRIVATE));
  const withApp = await costOf(() => login(user, shown(secret)));
  api.clock.advance(STEP);
  costs.disable = await costOf(() => remove(user, shown(secret)));
  const plain = await costOf(() => login(user));
  const on = await code(user.email);
  costs.enableByMail = await costOf(() => api.call('POST', path(user.id), PRIVATE, { code: on }));
  const atLogin = await code(user.email);
  const byMail = await costOf(() => login(user, atLogin));

  expect(costs).toEqual({
    begin: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
    confirm: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
    view: ['GetItem', 'GetItem'],
    disable: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
    enableByMail: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
  });
  expect([withApp.length - plain.length, byMail.length - plain.length]).toEqual([2, 2]);
});

it('leaves the limits of passwords as they are', async () => {
  const user = await enrolled();
  expect((await api.call('POST', '/auth/session', basic(user.email, PASSWORD))).status).toBe(401);
  await spent(user);
});

/** Lets a call look at all it looks at, then does something else, then lets the call write. */
async function heldBack<T>(call: () => Promise<T>, meanwhile: () => Promise<unknown>): Promise<T> {
  let arrived: () => void = () => undefined;
  let release: () => void = () => undefined;
  const atTheDoor = new Promise<void>((resolve) => (arrived = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  let first = true;
  api.client.middlewareStack.add(
    (next, { commandName = '' }) =>
      async (args) => {
        if (commandName.startsWith('TransactWrite') && first) {
          first = false;
          arrived();
          await released;
        }
        return next(args);
      },
    { step: 'initialize', name: 'held back' },
  );
  try {
    const called = call();
    await atTheDoor;
    await meanwhile();
    release();
    return await called;
  } finally {
    api.client.middlewareStack.remove('held back');
  }
}

/** What a phone reads off a QR code. */
async function scanned(svg: string): Promise<string> {
  const { data, info } = await sharp(Buffer.from(svg), { density: 600 })
    .flatten({ background: 'white' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decodeQR({ data: new Uint8Array(data), width: info.width, height: info.height });
}
