import type * as z from 'zod/mini';
import type { Change, Trail } from '../lib/domain/changes.ts';
import { Access, AuditRecord, Transaction } from '../lib/table/entities.ts';
import { exists } from '../lib/table/expressions.ts';
import { change, erase, put } from '../lib/table/table.ts';
import type { Recorded } from '../lib/domain/trail.ts';
import type { GoogleClaims } from '../lib/identity/identity.ts';
import { authenticator } from './support/authenticator.ts';
import { type Api, NOBODY, PASSWORD, PRIVATE, PUBLIC, startApi, type User } from './support/harness.ts';
import { itOfClara, ofClara, profile } from './support/profile.ts';

let api: Api;
let user: User;
let balance = 1_000;
/** Whom Google vouches for, and what GitHub found. */
let claims: GoogleClaims | undefined;
let leaked: string[] = [];
beforeAll(async () => {
  const reports = () => Promise.resolve(leaked.map((token) => ({ token, type: 'clara_user_token' })));
  api = await startApi({
    ports: { google: { verify: () => Promise.resolve(claims) }, leakReports: { read: reports } },
  });
});
beforeEach(async () => {
  await api.control('/webhooks', { mode: 'drop' });
  user = await api.user();
  api.clock.advance(31_000);
});
afterEach(() => {
  delete api.faults.before;
  delete api.faults.after;
});
afterAll(() => api.refuseLeaks());

const page = (query: string, auth = PRIVATE, of: string = user.id) =>
  api.call('GET', `/users/${of}/audit?${query}`, auth);
const read = async (query: string) => (await page(query)).data as unknown as z.infer<typeof Trail>;
const trail = async () => (await read('limit=100')).items;
/** Does something, and gives what the trail has on it. */
async function recordedOf(work: () => Promise<unknown>): Promise<Change[]> {
  const before = (await trail()).length;
  api.clock.advance(1_000);
  await work();
  const after = await trail();
  return after.slice(0, after.length - before);
}
/** Books so many entries of the user. */
async function booked(times: number) {
  for (let i = 0; i < times; i++) {
    api.clock.advance(10);
    const body = { credits: ++balance };
    expect((await api.call('PUT', `/users/${user.id}/credits`, PRIVATE, body)).status).toBe(200);
  }
}
const summed = (rows: Change[]) => rows.map(({ what, by, through }) => `${what} ${by} ${through}`);

describe('the audit trail', () => {
  itOfClara('says who did what, when, and in which call', async () => {
    const rows = await recordedOf(async () => {
      const reset = await api.call('POST', `/users/${user.id}/api_key`, user.bearer);
      expect(reset.status).toBe(201);
      user.key = `Bearer ${reset.data.token}`;
    });
    const key = (await api.call('GET', `/users/${user.id}/api_key`, user.bearer)).data.id;
    const line = api.log.findLast((each) => each.includes('"route":"api_key.reset"')) ?? '{}';
    const { request_id } = JSON.parse(line) as { request_id: string };
    expect(rows).toEqual([
      {
        at: new Date(api.clock.now).toUTCString(),
        by: 'USER',
        id: expect.stringMatching(/^audit_[0-9a-f]{32}$/) as string,
        made: [key],
        request_id,
        through: 'api_key.reset',
        user_id: user.id,
        what: 'api_key.reset',
      },
    ]);
  });

  it('begins with the registration and the activation', async () => {
    user = { ...(await api.registered()), key: '' };
    api.clock.advance(1_000);
    const code = await api.code(user.email);
    await api.call('POST', `/users/${user.email}/activate`, PUBLIC, { code });
    const rows = await trail();
    expect(summed(rows)).toEqual([
      'account.activated PUBLIC user.activate',
      'account.registered PUBLIC auth.register',
      'ledger.booked PUBLIC auth.register',
    ]);
    expect(rows.map(({ made }) => made)).toEqual([
      [],
      ofClara(expect.stringMatching(/^api_key_/)),
      [expect.stringMatching(/^transaction_0{11}1/)],
    ]);
  });

  it('holds every change of credentials and rights', async () => {
    const code = (type: string) => api.newCode(user.email, type);
    const changed = await recordedOf(async () => {
      const body = { password: `${PASSWORD} anew`, code: await code('CHANGE_PASSWORD') };
      api.secrets.add(body.password);
      expect((await api.call('PATCH', `/users/${user.email}/password`, PUBLIC, body)).status).toBe(200);
    });
    expect(summed(changed)).toEqual(['password.changed PUBLIC user.change_password']);
    const enabled = await recordedOf(async () => {
      const body = { code: await code('TWO_FACTOR_AUTH') };
      expect((await api.call('POST', `/users/${user.id}/2fa`, PRIVATE, body)).status).toBe(200);
    });
    expect(summed(enabled)).toEqual(['two_factor.enabled PRIVATE user.enable_2fa']);
    api.clock.advance(31_000);
    const disabled = await recordedOf(async () => {
      const body = { code: await code('TWO_FACTOR_AUTH') };
      expect((await api.call('DELETE', `/users/${user.id}/2fa`, PRIVATE, body)).status).toBe(204);
    });
    expect(summed(disabled)).toEqual(['two_factor.disabled PRIVATE user.disable_2fa']);
  });

  it('holds what happens to an authenticator app and its backup codes', async () => {
    const app = authenticator(api);
    app.toNextStep();
    let secret = '';
    let codes: string[] = [];
    const begun = await recordedOf(async () => ({ secret } = await app.beginByMail(user)));
    expect(summed(begun)).toEqual(['totp.begun USER user.begin_totp']);
    const confirmed = await recordedOf(async () => ({ codes } = await app.confirm(user, app.shown(secret))));
    expect(summed(confirmed)).toEqual(['totp.enabled PRIVATE user.enable_2fa']);
    const entered = await recordedOf(async () => {
      api.clock.advance(30_000);
      await app.enter({ ...user, secret });
    });
    expect(entered).toEqual([]);
    const used = await recordedOf(async () => expect((await app.login(user, codes[0])).status).toBe(200));
    expect(summed(used)).toEqual(['backup_code.used BASIC auth.login']);
    const anew = await recordedOf(() => app.begin(user, codes[1]));
    expect(summed(anew).sort()).toEqual([
      'backup_code.used USER user.begin_totp',
      'totp.begun USER user.begin_totp',
    ]);
    const removed = await recordedOf(async () => expect((await app.remove(user, codes[2])).status).toBe(204));
    expect(summed(removed).sort()).toEqual([
      'backup_code.used PRIVATE user.disable_2fa',
      'two_factor.disabled PRIVATE user.disable_2fa',
    ]);
  });

  it('holds every kind of change that there is, in the life of one account', async () => {
    const KINDS: Record<Recorded, true> = {
      'account.registered': true,
      'account.activated': true,
      'account.suspended': true,
      'account.restored': true,
      'account.erased': true,
      'password.changed': true,
      'two_factor.enabled': true,
      'two_factor.disabled': true,
      'totp.begun': true,
      'totp.enabled': true,
      'backup_code.used': true,
      'google.linked': true,
      'google.unlinked': true,
      'api_key.reset': true,
      'session.revoked': true,
    };
    const app = authenticator(api);
    const password = `${PASSWORD} anew`;
    api.secrets.add(password);
    let codes: string[] = [];
    user = { ...(await api.registered()), key: '' };
    const { id, email } = user;
    const mailed = async (type: string) => {
      api.clock.advance(31_000);
      return { code: await api.newCode(email, type) };
    };
    type Step = [rows: string[], act: () => Promise<unknown>];
    const life: Step[] = [
      [
        ['account.activated PUBLIC user.activate'],
        async () => api.call('POST', `/users/${email}/activate`, PUBLIC, { code: await api.code(email) }),
      ],
      ...ofClara<Step>([
        ['api_key.reset USER api_key.reset'],
        () => api.call('POST', `/users/${id}/api_key`, user.bearer),
      ]),
      [
        ['google.linked NOBODY auth.google'],
        async () => {
          claims = { id: `google-of-${id}`, email, first_name: 'Ada', last_name: 'Lovelace' };
          const { data } = await api.call('POST', '/auth/google', undefined, { id_token: 'x' });
          leaked = [data.token ?? ''];
        },
      ],
      ...ofClara<Step>([
        [
          'api_key.reset SIGNATURE secret_scanning.github',
          'session.revoked SIGNATURE secret_scanning.github',
        ],
        () =>
          api.call('POST', '/secret-scanning/github', undefined, [], {
            headers: { 'Github-Public-Key-Signature': 'x' },
          }),
      ]),
      [
        ['google.unlinked PUBLIC user.change_password', 'password.changed PUBLIC user.change_password'],
        async () =>
          api.call('PATCH', `/users/${email}/password`, PUBLIC, {
            password,
            ...(await mailed('CHANGE_PASSWORD')),
          }),
      ],
      [
        ['two_factor.enabled PRIVATE user.enable_2fa'],
        async () => api.call('POST', `/users/${id}/2fa`, PRIVATE, await mailed('TWO_FACTOR_AUTH')),
      ],
      [
        ['two_factor.disabled PRIVATE user.disable_2fa'],
        async () => api.call('DELETE', `/users/${id}/2fa`, PRIVATE, await mailed('TWO_FACTOR_AUTH')),
      ],
      [
        ['totp.begun PRIVATE user.begin_totp', 'totp.enabled PRIVATE user.enable_2fa'],
        async () => {
          const { code } = await mailed('TWO_FACTOR_AUTH');
          const { secret } = await app.begin({ id, bearer: PRIVATE }, code);
          ({ codes } = await app.confirm(user, app.shown(secret)));
        },
      ],
      [
        ['backup_code.used PRIVATE user.disable_2fa', 'two_factor.disabled PRIVATE user.disable_2fa'],
        () => app.remove(user, codes[0]),
      ],
      [
        ['account.suspended PRIVATE user.update_active'],
        () => api.call('PUT', `/users/${id}/active`, PRIVATE, { is_active: false }),
      ],
      [
        ['account.restored PRIVATE user.update_active'],
        () => api.call('PUT', `/users/${id}/active`, PRIVATE, { is_active: true }),
      ],
      [['account.erased PRIVATE user.erase'], () => api.call('DELETE', `/users/${id}`, PRIVATE)],
    ];
    for (const [rows, act] of life) expect(summed(await recordedOf(act)).sort()).toEqual(rows);
    const kinds = new Set((await trail()).map(({ what }) => what));
    const isThere = (kind: string) =>
      profile === 'clara' || !['api_key.reset', 'session.revoked'].includes(kind);
    expect([...kinds].sort()).toEqual([...Object.keys(KINDS), 'ledger.booked'].filter(isThere).sort());
  });

  it('is appended to, and so is the ledger: what would change or remove a row is refused here, in every test', async () => {
    const table = await api.live.table();
    const records = await table.newest(AuditRecord, { user_id: user.id }, 'audit_', 'audit_~', 9);
    const entries = await table.newest(Transaction, { user_id: user.id }, 'transaction_', 'transaction_~', 9);
    const [record, entry] = [records[0], entries[0]];
    if (!record || !entry) throw new Error('there is no history');
    const other = await startApi();
    const rewriting = [
      put(AuditRecord, record),
      erase(AuditRecord, record),
      change(AuditRecord, record, { set: { what: 'x' } }),
      put(Transaction, entry, exists('pk')),
      erase(Transaction, entry),
      change(Transaction, entry, { set: { credits: 0 } }),
    ];
    const theirs = await other.live.table();
    for (const write of rewriting) {
      await expect(theirs.commit(write)).rejects.toThrow('DynamoDB');
      await expect(theirs.commit(erase(Access, { user_id: user.id }), write)).rejects.toThrow('DynamoDB');
    }
    expect(() => other.refuseLeaks()).toThrow(/^no route: Put of AUDIT#/);
  });

  it('holds every change of money, whoever made it', async () => {
    const { data } = await api.call('POST', '/stripe/buy', user.key, { amount: 5, return_path: '' });
    const session = data.url?.split('/').at(-1);
    await api.control('/webhooks', { mode: 'deliver' });
    const bought = await recordedOf(() => api.control(`/sessions/${session}/pay`));
    expect(summed(bought)).toEqual(['ledger.booked SIGNATURE stripe.settle']);
    const list = await api.call('GET', `/users/${user.id}/transactions?limit=1&offset=0`, user.key);
    expect(bought[0]?.made).toEqual([(list.data as unknown as { id: string }[])[0]?.id]);
    const set = await recordedOf(() => booked(1));
    expect(summed(set)).toEqual(['ledger.booked PRIVATE user.update_credits']);
  });

  itOfClara('holds what an analysis costs, and what comes back of it', async () => {
    const started = await recordedOf(() =>
      api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A claim.' }),
    );
    expect(summed(started)).toEqual(['ledger.booked KEY agent.analysis']);
    api.clock.advance(3_600_001);
    const released = await recordedOf(() => api.sweep());
    expect(summed(released)).toEqual(['ledger.booked SYSTEM agent.sweep']);
  });

  it('records nothing of what was refused', async () => {
    const rows = await recordedOf(async () => {
      const body = { code: '000000' };
      expect((await api.call('POST', `/users/${user.id}/2fa`, user.bearer, body)).status).toBe(401);
    });
    expect(rows).toEqual([]);
  });

  it('records a change with it, or neither', async () => {
    api.faults.before = (request) => {
      if (request.startsWith('TransactWrite')) throw Object.assign(new Error(), { name: 'TimeoutError' });
    };
    const rows = await recordedOf(async () => {
      const calls = [['PUT', 'credits', { credits: 1 }] as const, ...ofClara(['POST', 'api_key', undefined])];
      for (const [method, what, body] of calls)
        expect((await api.call(method, `/users/${user.id}/${what}`, PRIVATE, body)).status).toBe(503);
      delete api.faults.before;
    });
    expect(rows).toEqual([]);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(200);
  });

  itOfClara('records each of 20 resets at once, which make 20 keys', async () => {
    const rows = await recordedOf(async () => {
      const reset = () => api.call('POST', `/users/${user.id}/api_key`, PRIVATE);
      const answers = await Promise.all(Array.from({ length: 20 }, reset));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    });
    expect(new Set(rows.flatMap(({ made }) => made)).size).toBe(20);
  });

  it('is paged by the last id seen, at the price of two requests', async () => {
    const resets = profile === 'clara' ? 5 : 0;
    for (let i = 0; i < resets; i++) await api.call('POST', `/users/${user.id}/api_key`, PRIVATE);
    await booked(5);
    const all = await trail();
    expect(all).toHaveLength(8 + resets);
    for (const limit of [1, 2, 3, 5, 6, 12, 13]) {
      const pages: Change[][] = [];
      for (let cursor: string | null = ''; cursor !== null;) {
        const from = api.requests.length;
        const { items, next }: z.infer<typeof Trail> = await read(
          `limit=${limit}${cursor && `&cursor=${cursor}`}`,
        );
        expect(api.requests.slice(from).map(({ operation }) => operation)).toEqual(Array(2).fill('Query'));
        pages.push(items);
        cursor = next;
      }
      expect(pages.map(({ length }) => length)).toEqual([
        ...Array<number>(Math.ceil(all.length / limit) - 1).fill(limit),
        all.length % limit || limit,
      ]);
      expect(pages.flat()).toEqual(all);
    }
  });

  itOfClara('keeps the ledger’s order where clocks differ, and gives every row once', async () => {
    const times = [0, -1_500, 700, -400, 0];
    for (const [i, skew] of times.entries()) {
      api.clock.advance(500 + skew);
      await (i % 2 ? booked(1) : api.call('POST', `/users/${user.id}/api_key`, PRIVATE));
      await booked(1);
      api.clock.advance(-skew);
    }
    const all = await trail();
    const entries = all.filter(({ what }) => what === 'ledger.booked').map(({ id }) => id);
    expect(entries).toEqual(entries.toSorted().reverse());
    const seen: Change[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const { items, next }: z.infer<typeof Trail> = await read(`limit=1${cursor && `&cursor=${cursor}`}`);
      seen.push(...items);
      cursor = next;
    }
    expect(seen).toEqual(all);
  });

  it.each([
    '',
    'limit=0',
    'limit=101',
    'limit=1&offset=0',
    'limit=1&cursor=',
    'limit=1&cursor=x',
    'limit=1&cursor=audit_.',
    'limit=1&cursor=.transaction_x',
    'limit=1&limit=2',
  ])('refuses %s', async (query) => {
    expect((await page(query)).status).toBe(400);
  });

  it('is its owner’s and the operator’s, and of nobody else', async () => {
    const other = await api.user();
    expect((await page('limit=1', user.bearer)).status).toBe(200);
    expect((await page('limit=1', other.bearer)).status).toBe(403);
    expect(await page('limit=1', PRIVATE, NOBODY)).toMatchObject({
      status: 404,
      message: 'User with the given identifier does not exist.',
    });
  });

  it('holds ids only', async () => {
    const items = (await api.items()).filter(({ item_type }) => item_type === 'audit_record');
    expect(items.length).toBeGreaterThan(2);
    expect(JSON.stringify(items)).not.toMatch(/@|Ada|Lovelace/);
  });
});
