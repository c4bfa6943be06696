import { ProductSettings, settingsOf } from '../lib/config.ts';
import { provisioning } from '../lib/domain/totp.ts';
import { ASKS, authenticator, heldBack, MINUTE, scanned, STEP, WRONG } from './support/authenticator.ts';
import { type Api, PRIVATE, PUBLIC, startApi } from './support/harness.ts';

let api: Api;
let app: ReturnType<typeof authenticator>;
beforeAll(async () => {
  api = await startApi({ policy: { loginTriesPerAddress: 1_000_000 } });
  app = authenticator(api);
});
afterAll(() => api.refuseLeaks());
beforeEach(() => app.toNextStep());

describe('setting an app up', () => {
  it('takes a mailed code and the app’s first one; then login asks for the app’s', async () => {
    const user = await api.user();
    expect(await app.view(user)).toEqual({ backup_codes_left: null, method: null });
    const setup = await app.beginByMail(user);
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
    expect((await app.login(user)).status).toBe(200);

    const on = await app.confirm(user, app.shown(secret));
    expect(on).toMatchObject({ status: 200, message: 'User 2FA enabled successfully.' });
    const { codes } = on;
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[a-z2-7]{5}-[a-z2-7]{5}$/);
    expect(Object.keys(on.data)).toEqual(['backup_codes']);
    expect((await api.call('GET', `/users/${user.id}`, user.bearer)).data.is_2fa_enabled).toBe(true);
    expect(await app.view(user)).toEqual({ backup_codes_left: 10, method: 'totp' });
    expect((await app.subjects(user)).at(-1)).toBe('Two-factor authentication by an app is on');

    const asked = await app.login(user);
    expect(asked).toMatchObject(ASKS);
    expect(asked.data).toEqual({ is_2fa_enabled: true });
    api.clock.advance(STEP);
    expect((await app.login(user, app.shown(secret))).status).toBe(200);
    expect(await api.login(user.email, 'not the password', { code: app.shown(secret, 1) })).toMatchObject(
      WRONG,
    );
  });

  it('fits into a QR code with the longest e-mail and name of a product', async () => {
    const email = `${'語'.repeat(64)}@${'語'.repeat(186)}.io`;
    expect(email).toHaveLength(254);
    const longest = '語'.repeat(30);
    expect(settingsOf(ProductSettings, { PRODUCT_NAME: longest })).toEqual({ PRODUCT_NAME: longest });
    expect(() => settingsOf(ProductSettings, { PRODUCT_NAME: `${longest}a` })).toThrow(/: PRODUCT_NAME$/);
    const { qr_svg, otpauth_uri } = provisioning(Buffer.alloc(20, 7), longest, email);
    expect(await scanned(qr_svg)).toBe(otpauth_uri);
  });

  it('needs a good code of the present factor', async () => {
    const user = await api.user();
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect(await app.begin(user, code === '000000' ? '000001' : '000000')).toMatchObject(WRONG);
    const activation = await api.newCode(user.email, 'CHANGE_PASSWORD');
    if (activation !== code) expect(await app.begin(user, activation)).toMatchObject(WRONG);
    expect((await app.begin(user, code)).status).toBe(201);
    expect(await app.begin(user, code)).toMatchObject(WRONG);
  });

  it('lasts ten minutes and five tries, and the last one begun counts', async () => {
    const user = await api.user();
    const started = async () => (await app.beginByMail(user)).secret;
    expect(await app.confirm(user, '000000')).toMatchObject(WRONG);
    const late = await started();
    api.clock.advance(10 * MINUTE);
    expect(await app.confirm(user, app.shown(late))).toMatchObject(WRONG);
    const guessed = await started();
    for (let i = 0; i < 5; i++) expect(await app.confirm(user, app.wrongFor(guessed))).toMatchObject(WRONG);
    expect(await app.confirm(user, app.shown(guessed))).toMatchObject(WRONG);
    api.clock.advance(MINUTE);
    const first = await started();
    api.clock.advance(MINUTE);
    const second = await started();
    expect(await app.confirm(user, app.shown(first))).toMatchObject(WRONG);
    expect((await app.confirm(user, app.shown(second))).status).toBe(200);
    expect(await app.confirm(user, app.shown(second, 1))).toMatchObject(WRONG);
  });

  it('gives 12 parallel guessers five tries, and five parallel calls one set of backup codes', async () => {
    const user = await api.user();
    const { secret } = await app.beginByMail(user);
    const right = app.shown(secret);
    const guesses = Array.from({ length: 12 }, () => app.confirm(user, app.wrongFor(secret)));
    await Promise.all(guesses);
    expect((await app.itemsOf(user, 'TOTP#PENDING'))[0]?.tries).toBe(5);
    expect(await app.confirm(user, right)).toMatchObject(WRONG);

    const other = await api.user();
    const setup = await app.beginByMail(other);
    const code = app.shown(setup.secret);
    const answers = await Promise.all(Array.from({ length: 5 }, () => app.confirm(other, code)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('again, for another phone, takes a code of the old app, which works until the new one does', async () => {
    const user = await app.enrolled();
    const { secret } = await app.begin(user, app.shown(user.secret));
    api.clock.advance(STEP);
    await app.enter(user);
    const on = await app.confirm(user, app.shown(secret));
    expect(on.status).toBe(200);
    api.clock.advance(STEP);
    expect(await app.login(user, app.shown(user.secret))).toMatchObject(ASKS);
    expect(await app.login(user, user.codes[0])).toMatchObject(ASKS);
    expect((await app.login(user, app.shown(secret))).status).toBe(200);
    expect((await app.login(user, on.codes[0])).status).toBe(200);
  });

  it('by a code of the old app that was looked at before a new one took its place is refused', async () => {
    const user = await app.enrolled();
    const late = await heldBack(
      api,
      // One step ahead, so that the new app's first code is not newer.
      () => app.begin(user, app.shown(user.secret, 1)),
      async () => {
        const { secret } = await app.begin(user, app.shown(user.secret));
        expect((await app.confirm(user, app.shown(secret))).status).toBe(200);
      },
    );
    expect(late).toMatchObject(WRONG);
  });

  it('by a code that was looked at before another setup took its place is refused', async () => {
    const user = await api.user();
    const { secret } = await app.beginByMail(user);
    api.clock.advance(MINUTE);
    const late = await heldBack(
      api,
      () => app.confirm(user, app.shown(secret)),
      () => app.beginByMail(user),
    );
    expect(late).toMatchObject(WRONG);
    expect(await app.itemsOf(user, 'TOTP')).toEqual([]);
    expect(await app.itemsOf(user, 'TOTP#PENDING')).toHaveLength(1);
  });
});

describe('with an app, a mailed code', () => {
  it('is not sent, which the mail says, and one from before does not log in', async () => {
    const user = await api.user();
    const { secret } = await app.beginByMail(user);
    api.clock.advance(30_000);
    const live = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect((await app.confirm(user, app.shown(secret))).status).toBe(200);
    expect(await app.login(user, live)).toMatchObject(ASKS);
    expect(await app.remove(user, live)).toMatchObject(WRONG);
    expect(await api.call('POST', app.path(user.id), user.bearer, { code: live })).toMatchObject(WRONG);
    expect((await app.begin(user, live)).status).toBe(401);

    api.clock.advance(30_000);
    expect((await api.call('POST', `/users/${user.email}/otp/TWO_FACTOR_AUTH`, PUBLIC)).status).toBe(201);
    const mail = (await api.mails(user.email)).at(-1);
    expect(mail?.subject).toBe('Your request to Clara');
    expect(mail?.text).not.toMatch(/\d{6}/);
  });

  it('changes the password, after which login still asks for the app', async () => {
    const user = await app.enrolled();
    const password = 'another long secret';
    api.secrets.add(password);
    const change = { password, code: await api.newCode(user.email, 'CHANGE_PASSWORD') };
    expect((await api.call('PATCH', `/users/${user.email}/password`, PUBLIC, change)).status).toBe(200);
    expect(await api.login(user.email, password)).toMatchObject(ASKS);
    expect((await api.login(user.email, password, { code: app.shown(user.secret) })).status).toBe(200);
  });

  it.each([
    ['turn two-factor authentication off', 'DELETE', '/2fa'],
    ['make mail the factor', 'POST', '/2fa'],
    ['begin another app', 'POST', '/2fa/totp'],
  ])('does not %s when an app was confirmed after it was looked at', async (_, method, below) => {
    const user = await api.user();
    const { secret } = await app.beginByMail(user);
    api.clock.advance(30_000);
    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    const late = await heldBack(
      api,
      () => api.call(method, `/users/${user.id}${below}`, user.bearer, { code }),
      async () => expect((await app.confirm(user, app.shown(secret))).status).toBe(200),
    );
    if (late.status === 201) {
      api.secrets.add(late.data.secret ?? '');
      expect(await app.confirm(user, app.shown(late.data.secret ?? ''))).toMatchObject(WRONG);
    } else expect(late).toMatchObject(WRONG);
    expect(await app.view(user)).toEqual({ backup_codes_left: 10, method: 'totp' });
    expect((await app.login(user, app.shown(secret, 1))).status).toBe(200);
  });
});

describe('turning it off', () => {
  it('takes the app’s code, tells the owner, and leaves nothing of it; the mailed factor can come after it', async () => {
    const user = await app.enrolled();
    const off = await app.remove(user, app.shown(user.secret));
    expect([off.status, off.text]).toEqual([204, '']);
    expect((await app.subjects(user)).at(-1)).toBe('Two-factor authentication is off');
    expect(await app.itemsOf(user, 'TOTP')).toEqual([]);
    expect(await app.view(user)).toEqual({ backup_codes_left: null, method: null });
    expect((await app.login(user)).status).toBe(200);

    const code = await api.newCode(user.email, 'TWO_FACTOR_AUTH');
    expect(await api.call('POST', app.path(user.id), user.bearer, { code, method: 'email' })).toMatchObject({
      status: 200,
      data: null,
    });
    expect(await app.view(user)).toEqual({ backup_codes_left: null, method: 'email' });
    expect(await app.login(user)).toMatchObject({
      ...ASKS,
      headers: { 'x-error-code': 'second_factor_required' },
    });
  });
});

it('costs as many DynamoDB requests as the mailed factor', async () => {
  const costOf = async (work: () => Promise<{ status: number }>) => {
    const from = api.requests.length;
    expect((await work()).status).toBeLessThan(300);
    return api.requests.slice(from).map(({ operation }) => operation);
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
    const reply = await api.call('POST', `${app.path(user.id)}/totp`, PRIVATE, { code: mailed });
    secret = reply.data.secret ?? '';
    api.secrets.add(secret);
    return reply;
  });
  costs.confirm = await costOf(() => app.confirm(user, app.shown(secret)));
  api.clock.advance(STEP);
  costs.view = await costOf(() => api.call('GET', app.path(user.id), PRIVATE));
  const withApp = await costOf(() => app.login(user, app.shown(secret)));
  api.clock.advance(STEP);
  costs.disable = await costOf(() => app.remove(user, app.shown(secret)));
  const plain = await costOf(() => app.login(user));
  const on = await code(user.email);
  costs.enableByMail = await costOf(() => api.call('POST', app.path(user.id), PRIVATE, { code: on }));
  const atLogin = await code(user.email);
  const byMail = await costOf(() => app.login(user, atLogin));

  expect(costs).toEqual({
    begin: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
    confirm: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
    view: ['GetItem', 'GetItem'],
    disable: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
    enableByMail: ['GetItem', 'UpdateItem', 'TransactWriteItems'],
  });
  expect([withApp.length - plain.length, byMail.length - plain.length]).toEqual([2, 2]);
});
