import { Secret, TOTP } from 'otpauth';
import decodeQR from 'qr/decode.js';
import sharp from 'sharp';
import { type Api, PRIVATE } from './harness.ts';

export const STEP = 30_000;
export const MINUTE = 60_000;
export const WRONG = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};
/** What signing in answers where an app’s code is missing or wrong. */
export const ASKS = {
  ...WRONG,
  data: { is_2fa_enabled: true },
  headers: { 'x-error-code': 'totp_required' },
};

interface Owner {
  id: string;
  email: string;
  bearer: string;
}

/** An authenticator app, and the calls that take its codes. */
export function authenticator(api: Api) {
  const path = (id: string) => `/users/${id}/2fa`;
  const its = {
    path,

    /** On a step's first moment, with the cool-down of codes over. */
    toNextStep: () => void (api.clock.now = Math.ceil((api.clock.now + MINUTE) / STEP) * STEP),

    /** What the app shows, now or `steps` away. */
    shown(secret: string, steps = 0): string {
      const timestamp = api.clock.now + steps * STEP;
      const token = TOTP.generate({ secret: Secret.fromBase32(secret), timestamp });
      api.secrets.add(token);
      return token;
    },

    /** A code that the app does not show around now. */
    wrongFor(secret: string): string {
      const live = [-2, -1, 0, 1, 2].map((steps) => its.shown(secret, steps));
      const all = ['000000', '111111', '222222', '333333', '444444', '555555'];
      return all.find((code) => !live.includes(code)) ?? '';
    },

    async begin(user: Pick<Owner, 'id' | 'bearer'>, code: string | undefined) {
      const reply = await api.call('POST', `${path(user.id)}/totp`, user.bearer, { code });
      const secret = reply.status === 201 ? (reply.data.secret ?? '') : '';
      if (secret) api.secrets.add(secret);
      return { ...reply, secret };
    },

    /** Begins by a mailed code. */
    beginByMail: async (user: Owner) => its.begin(user, await api.newCode(user.email, 'TWO_FACTOR_AUTH')),

    async confirm(user: Pick<Owner, 'id'>, code: string) {
      const reply = await api.call('POST', path(user.id), PRIVATE, { code, method: 'totp' });
      const codes = (reply.data as { backup_codes?: string[] } | null)?.backup_codes ?? [];
      for (const each of codes) api.secrets.add(each);
      return { ...reply, codes };
    },

    remove: (user: Pick<Owner, 'id'>, code: string | undefined) =>
      api.call('DELETE', path(user.id), PRIVATE, { code }),

    login: (user: Pick<Owner, 'email'>, code?: string) =>
      api.login(user.email, undefined, code === undefined ? undefined : { code }),

    view: async (user: Pick<Owner, 'id'>) => (await api.call('GET', path(user.id), PRIVATE)).data,

    subjects: async ({ email }: Pick<Owner, 'email'>) =>
      (await api.mails(email)).map(({ subject }) => subject),

    itemsOf: async ({ id }: Pick<Owner, 'id'>, sk: string) =>
      (await api.items()).filter((item) => item.user_id === id && item.sk === sk),

    /** A user whose app was confirmed, and whose next code is a fresh one. */
    async enrolled() {
      const user = await api.user();
      const { secret } = await its.beginByMail(user);
      const { codes } = await its.confirm(user, its.shown(secret));
      api.clock.advance(STEP);
      return { ...user, secret, codes };
    },

    /** Logs in by the code that the app shows. */
    async enter(user: Pick<Owner, 'email'> & { secret: string }): Promise<void> {
      expect((await its.login(user, its.shown(user.secret))).status).toBe(200);
    },
  };
  return its;
}

/** Lets a call look at all it looks at, then does something else, then lets the call write. */
export async function heldBack<T>(
  api: Api,
  call: () => Promise<T>,
  meanwhile: () => Promise<unknown>,
): Promise<T> {
  let arrived: () => void = () => undefined;
  let release: () => void = () => undefined;
  const atTheDoor = new Promise<void>((resolve) => (arrived = resolve));
  const released = new Promise<void>((resolve) => (release = resolve));
  let first = true;
  api.faults.before = async (request) => {
    if (request !== 'TransactWriteItems' || !first) return;
    first = false;
    arrived();
    await released;
  };
  try {
    const called = call();
    await atTheDoor;
    await meanwhile();
    release();
    return await called;
  } finally {
    delete api.faults.before;
  }
}

/** What a phone reads off a QR code. */
export async function scanned(svg: string): Promise<string> {
  const { data, info } = await sharp(Buffer.from(svg), { density: 600 })
    .flatten({ background: 'white' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return decodeQR({ data: new Uint8Array(data), width: info.width, height: info.height });
}
