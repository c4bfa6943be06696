import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { ScheduledEvent } from 'aws-lambda';
import { Secret } from 'otpauth';
import { reseal } from '../functions/users/reseal.ts';
import { keyringOf, type Keyring } from '../lib/domain/tokens.ts';
import { stepOf } from '../lib/domain/totp.ts';
import { scheduled } from '../lib/http/job.ts';
import type { GoogleClaims } from '../lib/identity/identity.ts';
import { ASKS, authenticator, MINUTE, STEP, WRONG } from './support/authenticator.ts';
import { type Api, INVOCATION, PRIVATE, startApi } from './support/harness.ts';

const OLD = 'an older signing secret of the tests, long';
const NEW = 'a newer signing secret of the tests, longer';
const keyring: [...Keyring] = [...keyringOf([OLD])];
const roll = (...secrets: [string, ...string[]]) =>
  void keyring.splice(0, keyring.length, ...keyringOf(secrets));

let claims: GoogleClaims;
let api: Api;
let app: ReturnType<typeof authenticator>;
beforeAll(async () => {
  api = await startApi({
    policy: { loginTriesPerAddress: 1_000_000 },
    ports: { keyring, google: { verify: () => Promise.resolve(claims) } },
  });
  for (const secret of [OLD, NEW]) api.secrets.add(secret);
  app = authenticator(api);
});
afterAll(() => api.refuseLeaks());
beforeEach(() => {
  roll(OLD);
  app.toNextStep();
});

const google = (code?: string) => api.call('POST', '/auth/google', undefined, { id_token: 'x', code });

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
    const user = await app.enrolled();
    const after = (ms: number) => void (api.clock.now += 10 * STEP + ms);
    for (const [steps, status] of [
      [-2, 401],
      [-1, 200],
      [0, 200],
      [1, 200],
      [2, 401],
    ] as const) {
      after(0);
      expect([steps, (await app.login(user, app.shown(user.secret, steps))).status]).toEqual([steps, status]);
    }
    for (const [ms, status] of [
      [2 * STEP - 1, 200],
      [2 * STEP, 401],
      [-STEP - 1, 401],
      [-STEP, 200],
    ] as const) {
      after(0);
      const code = app.shown(user.secret);
      const at = api.clock.now;
      api.clock.now += ms;
      expect([ms, (await app.login(user, code)).status]).toEqual([ms, status]);
      api.clock.now = at;
    }
  });

  it('works once, and no older one after it; the one that confirmed the app is spent', async () => {
    const user = await app.enrolled();
    expect(await app.login(user, app.shown(user.secret, -1))).toMatchObject(ASKS);
    const older = app.shown(user.secret, 0);
    expect((await app.login(user, app.shown(user.secret, 1))).status).toBe(200);
    expect(await app.login(user, app.shown(user.secret, 1))).toMatchObject(ASKS);
    expect(await app.login(user, older)).toMatchObject(ASKS);
    expect(await app.remove(user, older)).toMatchObject(WRONG);
  });

  it('works once, also when it comes five times at once, for different things', async () => {
    const user = await app.enrolled();
    const code = app.shown(user.secret);
    const answers = await Promise.all([
      app.login(user, code),
      app.login(user, code),
      app.login(user, code),
      app.begin(user, code),
      app.begin(user, code),
    ]);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(1);
  });

  it('must be six digits, or a backup code’s ten letters', async () => {
    const user = await app.enrolled();
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
      expect((await api.call('DELETE', app.path(user.id), PRIVATE, { code })).status).toBe(400);
      expect((await api.call('POST', `${app.path(user.id)}/totp`, PRIVATE, { code })).status).toBe(400);
    }
    for (const body of [
      { code: '000000', method: 'sms' },
      { code: '000000', method: null },
      { code: user.codes[0], method: 'totp' },
      { method: 'totp' },
    ])
      expect((await api.call('POST', app.path(user.id), PRIVATE, body)).status).toBe(400);
  });
});

describe('wrong codes', () => {
  it('lock the app after five, twice as long each time, wherever they came in; the owner is told', async () => {
    const user = await app.enrolled();
    claims = { id: `google-${user.id}`, email: user.email, first_name: 'Ada', last_name: 'L' };
    const wrong = () => app.wrongFor(user.secret);
    expect(await app.login(user, wrong())).toMatchObject(ASKS);
    expect(await google(wrong())).toMatchObject(ASKS);
    expect(await app.remove(user, wrong())).toMatchObject(WRONG);
    expect(await app.begin(user, wrong())).toMatchObject(WRONG);
    expect((await app.subjects(user)).at(-1)).not.toBe('Wrong codes for your Clara account');
    expect(await app.login(user, 'aaaaa-aaaaa')).toMatchObject(ASKS);
    expect((await app.subjects(user)).at(-1)).toBe('Wrong codes for your Clara account');

    for (const minutes of [15, 30, 60]) {
      expect((await app.login(user, app.shown(user.secret))).headers).toMatchObject({
        'x-error-code': 'totp_required',
        'retry-after': String(minutes * 60),
      });
      expect(await app.remove(user, user.codes[0])).toMatchObject(WRONG);
      expect(await google(app.shown(user.secret))).toMatchObject(ASKS);
      api.clock.advance(minutes * MINUTE - 1);
      expect((await app.login(user, app.shown(user.secret))).headers['retry-after']).toBe('1');
      api.clock.advance(1);
      for (let i = 0; i < 5; i++) expect(await app.login(user, wrong())).toMatchObject(ASKS);
    }
    const told = (await app.subjects(user)).filter(
      (subject) => subject === 'Wrong codes for your Clara account',
    );
    expect(told).toHaveLength(4);
    api.clock.advance(120 * MINUTE);
    await app.enter(user);
  });

  it('are at most 35 in a day, and a lock lasts a day at most', async () => {
    const user = await app.enrolled();
    const end = api.clock.now + 24 * 60 * MINUTE;
    let compared = 0;
    while (api.clock.now < end) {
      const { headers } = await app.login(user, app.wrongFor(user.secret));
      const wait = headers['retry-after'];
      if (wait === undefined) compared++;
      api.clock.advance(Number(wait ?? 0) * 1000);
    }
    expect(compared).toBe(35);
    for (let i = 0; i < 6; i++) {
      const { headers } = await app.login(user, app.wrongFor(user.secret));
      if (headers['retry-after'] !== undefined) expect(headers['retry-after']).toBe('86400');
    }
    api.clock.advance(24 * 60 * MINUTE);
    await app.enter(user);
  });

  it('win nothing by coming at once: five are compared, never six', async () => {
    for (const position of [0, 11]) {
      const user = await app.enrolled();
      const right = app.shown(user.secret);
      const wrong = app.wrongFor(user.secret);
      const guesses = Array.from({ length: 12 }, (_, i) => app.remove(user, i === position ? right : wrong));
      await Promise.all(guesses);
      const [item] = await app.itemsOf(user, 'TOTP');
      // Either the right one was among the five, and the app is gone, or it is locked.
      expect(item === undefined || item.tries === 5).toBe(true);
      if (item) expect(await app.login(user, right)).toMatchObject(ASKS);
    }
  });

  it('win nothing by coming at once when a lock ends', async () => {
    const user = await app.enrolled();
    for (let i = 0; i < 5; i++) await app.remove(user, app.wrongFor(user.secret));
    api.clock.advance(15 * MINUTE);
    await Promise.all(Array.from({ length: 12 }, () => app.remove(user, app.wrongFor(user.secret))));
    expect((await app.itemsOf(user, 'TOTP'))[0]).toMatchObject({ tries: 5, locks: 1 });
  });

  it('are forgotten after a right one', async () => {
    const user = await app.enrolled();
    for (let round = 0; round < 3; round++) {
      for (let i = 0; i < 4; i++)
        expect(await app.login(user, app.wrongFor(user.secret))).toMatchObject(ASKS);
      await app.enter(user);
      api.clock.advance(STEP);
    }
  });
});

describe('a backup code', () => {
  it('stands in for the app once, however it is typed; the owner is told', async () => {
    const user = await app.enrolled();
    const [one = '', two = '', three = ''] = user.codes;
    expect((await app.login(user, one)).status).toBe(200);
    expect((await api.mails(user.email)).at(-1)).toMatchObject({
      subject: 'A backup code was used',
      text: expect.stringContaining('codes left: 9') as string,
    });
    expect(await app.login(user, one)).toMatchObject(ASKS);
    expect((await app.login(user, two.replace('-', ''))).status).toBe(200);
    expect((await app.login(user, three.toUpperCase())).status).toBe(200);
    expect(await app.login(user, two)).toMatchObject(ASKS);
    expect(await app.view(user)).toEqual({ backup_codes_left: 7, method: 'totp' });
    // An app's code still works beside them.
    await app.enter(user);
  });

  it('works once when it comes five times at once, and two of them at once both work', async () => {
    const user = await app.enrolled();
    const [one = '', two = '', three = ''] = user.codes;
    const same = await Promise.all(Array.from({ length: 5 }, () => app.login(user, one)));
    expect(same.filter(({ status }) => status === 200)).toHaveLength(1);
    await app.enter(user);
    const both = await Promise.all([app.login(user, two), app.login(user, three)]);
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await app.view(user)).toEqual({ backup_codes_left: 7, method: 'totp' });
  });

  it('of another user is none', async () => {
    const [user, other] = [await app.enrolled(), await app.enrolled()];
    expect(await app.login(user, other.codes[0])).toMatchObject(ASKS);
  });

  it('sets up a new phone, and turns two-factor authentication off', async () => {
    const lost = await app.enrolled();
    expect((await app.begin(lost, lost.codes[0])).status).toBe(201);
    expect((await app.subjects(lost)).at(-1)).toBe('A backup code was used');
    expect((await app.remove(lost, lost.codes[1])).status).toBe(204);
    expect((await app.login(lost)).status).toBe(200);
  });
});

describe('Google sign-in', () => {
  it('asks for the app as well, also where it links the account', async () => {
    const user = await app.enrolled();
    claims = { id: `google-${user.id}`, email: user.email, first_name: 'Ada', last_name: 'L' };
    expect(await google()).toMatchObject(ASKS);
    expect((await google(app.shown(user.secret))).status).toBe(201);
    expect(await google(app.shown(user.secret))).toMatchObject(ASKS);
    expect((await google(user.codes[0])).status).toBe(201);
  });
});

describe('at rest', () => {
  it('there is neither the secret nor a backup code, and what one user’s is opens for no other', async () => {
    const [user, other] = [await app.enrolled(), await app.enrolled()];
    const [item] = await app.itemsOf(user, 'TOTP');
    const { bytes, hex } = Secret.fromBase32(user.secret);
    const plain = [user.secret, hex, Buffer.from(bytes).toString('base64').slice(0, 26), ...user.codes];
    const text = JSON.stringify(await api.items());
    for (const each of plain) expect(text).not.toContain(each);
    expect(JSON.stringify(item).length).toBeLessThan(1024);

    const [others] = await app.itemsOf(other, 'TOTP');
    const swapped = { ...others, sealed: item?.sealed };
    await api.client.send(new PutCommand({ TableName: api.tableName, Item: swapped }));
    expect(await app.login(other, app.shown(user.secret))).toMatchObject(ASKS);
    expect(api.log.some((line) => line.includes('totp_unreadable') && line.includes(other.id))).toBe(true);
    await api.client.send(new PutCommand({ TableName: api.tableName, Item: others }));
    expect((await app.login(other, app.shown(other.secret))).status).toBe(200);
  });
});

describe('rolling the signing secrets', () => {
  const run = () => scheduled(reseal, api.live)({} as ScheduledEvent, INVOCATION);
  const sealedBy = async (user: { id: string }) =>
    String((await app.itemsOf(user, 'TOTP'))[0]?.sealed).split('.')[0];

  it('seals anew at the next use; then the older one can go, and backup codes stay good', async () => {
    const user = await app.enrolled();
    roll(NEW, OLD);
    await app.enter(user);
    expect(await sealedBy(user)).toBe(keyring[0].id);
    roll(NEW);
    expect((await app.login(user, user.codes[0])).status).toBe(200);
    api.clock.advance(STEP);
    await app.enter(user);
  });

  it('reaches who does not log in by the weekly run', async () => {
    const [user, other] = [await app.enrolled(), await app.enrolled()];
    roll(NEW, OLD);
    await run();
    expect([await sealedBy(user), await sealedBy(other)]).toEqual([keyring[0].id, keyring[0].id]);
    roll(NEW);
    await app.enter(user);
    expect((await app.login(other, other.codes[0])).status).toBe(200);
  });

  it('too early fails closed, and the run says whom it locks out', async () => {
    const user = await app.enrolled();
    roll(NEW);
    expect(await app.login(user, app.shown(user.secret))).toMatchObject(ASKS);
    await expect(run()).rejects.toThrow('under no live signing secret');
    expect(api.log.some((line) => line.includes('totp_unreadable') && line.includes(user.id))).toBe(true);
    roll(NEW, OLD);
    await run();
    await app.enter(user);
  });

  it('that runs out of time fails, so that nobody takes the older secret away', async () => {
    const user = await app.enrolled();
    roll(NEW, OLD);
    const late = { ...INVOCATION, getRemainingTimeInMillis: () => 1_000 };
    await expect(scheduled(reseal, api.live)({} as ScheduledEvent, late)).rejects.toThrow('the time ran out');
    await run();
    roll(NEW);
    await app.enter(user);
  });
});
