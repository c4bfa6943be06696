import { auditLedgers } from '../lib/domain/audit.ts';
import * as entities from '../lib/table/entities.ts';
import { authenticator } from './support/authenticator.ts';
import { HELD, startHolding } from './support/held.ts';
import { type Api, NOBODY, PASSWORD, PRIVATE, PUBLIC, startApi, type User } from './support/harness.ts';
import { itOfClara, ofClara, profile } from './support/profile.ts';

let api: Api;
let user: User;
beforeAll(async () => {
  api = await startApi();
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

const GONE = { status: 404, message: 'User with the given identifier does not exist.', data: null };
const UNAUTHORIZED = {
  status: 401,
  message: 'Authorization header or OTP is either missing, invalid or expired.',
  data: null,
};
const erase = (of = user, auth = PRIVATE, body?: unknown) =>
  api.call('DELETE', `/users/${of.id}`, auth, body);
const erased = async (of = user) => expect(await erase(of)).toMatchObject({ status: 204, text: '' });
const itemsOf = async ({ id }: { id: string }) =>
  (await api.items()).filter((item) => JSON.stringify(item).includes(id));
const typesOf = async (of: { id: string }) =>
  (await itemsOf(of)).map(({ item_type }) => String(item_type)).sort();
const audited = async () => {
  const { disagreements } = await auditLedgers({ table: await api.live.table() } as never);
  expect(disagreements).toEqual([]);
};
/** Ids and amounts only. */
const LEFT = [
  'audit_record',
  'audit_record',
  'audit_record',
  'erased_account',
  'open_erasure',
  'transaction',
];

describe('an operator', () => {
  it('ends sessions and key at once, and leaves nothing of the person', async () => {
    const twin = await api.user();
    await api.call('POST', '/stripe/portal', user.key);
    await api.call('POST', `/users/${user.id}/agent/uploads`, user.key, { name: 'notes.txt', size: 1 });
    await api.newCode(user.email, 'CHANGE_PASSWORD');
    await api.login(user.email, 'a wrong password, long');
    await erased();
    for (const auth of [user.bearer, user.key])
      expect(await api.call('GET', `/users/${user.id}`, auth)).toMatchObject(UNAUTHORIZED);
    expect(await api.call('GET', `/users/${user.id}`, PRIVATE)).toMatchObject(GONE);
    const all = JSON.stringify((await api.items()).filter(({ pk }) => !String(pk).includes(twin.email)));
    for (const personal of [user.email, 'notes.txt', 'cus_']) expect(all).not.toContain(personal);
    expect(await typesOf(user)).toEqual(LEFT);
    expect((await api.mails(user.email)).at(-1)?.subject).toBe('Your Clara account was deleted');
    expect((await api.call('GET', `/users/${twin.id}`, twin.key)).status).toBe(200);
    expect((await api.login(user.email)).status).toBe(401);
  });

  it('still reads ledger and trail of an erased user, and nothing else', async () => {
    await erased();
    const get = (path: string) => api.call('GET', `/users/${user.id}${path}`, PRIVATE);
    expect((await get('/transactions?limit=1&offset=0')).data).toMatchObject([
      { description: 'Free credits on signup.', user_id: user.id },
    ]);
    expect((await get('/audit?limit=1')).data.items).toMatchObject([
      { what: 'account.erased', by: 'PRIVATE' },
    ]);
    for (const path of ['', ...ofClara('/api_key', '/tasks?limit=1&offset=0')])
      expect(await get(path)).toMatchObject(GONE);
    await audited();
  });

  it('cannot bring anything of an erased user back', async () => {
    const code = await api.newCode(user.email, 'ACTIVATION');
    await erased();
    for (const call of [
      ['PATCH', `/users/${user.id}`, { first_name: 'Eve' }],
      ['PATCH', `/users/${user.id}`, { is_dark_mode: false }],
      ['PUT', `/users/${user.id}/credits`, { credits: 1 }],
      ['POST', `/users/${user.email}/activate`, { code }],
      ['POST', `/users/${user.email}/otp/ACTIVATION`, undefined],
      ...ofClara(
        ['POST', `/users/${user.id}/api_key`, undefined],
        ['POST', `/users/${user.id}/agent/analysis`, { text: 'A claim.' }],
      ),
    ] as const)
      expect(await api.call(call[0], call[1], PRIVATE, call[2])).toMatchObject(GONE);
    expect((await typesOf(user)).filter((type) => type !== 'idempotency_record')).toEqual(LEFT);
  });

  it('may be told twice, until the job has finished; then nobody of that id is known', async () => {
    await erased();
    await erased();
    await api.finishErasures();
    await erased();
    api.clock.advance(15 * 60_000);
    await api.finishErasures();
    expect(await erase()).toMatchObject(GONE);
    expect(await typesOf(user)).toEqual(LEFT.filter((type) => type !== 'open_erasure'));
    expect(await api.call('DELETE', `/users/${NOBODY}`, PRIVATE)).toMatchObject(GONE);
  });

  it('frees the e-mail for another account, which has nothing of the old one', async () => {
    await erased();
    const again = await api.user(user.email);
    expect(again.id).not.toBe(user.id);
    const { data } = await api.call('GET', `/users/${again.id}`, again.key);
    expect(data.credits).toBe(0); // signing up is worth something once
    await api.finishErasures();
    expect((await api.call('GET', `/users/${again.id}`, again.key)).status).toBe(200);
  });

  it('erases an account from before there was a list', async () => {
    const table = await api.live.table();
    const { unlisted } = await import('../lib/domain/directory.ts');
    const { Account } = await import('../lib/table/entities.ts');
    const account = await table.get(Account, { user_id: user.id });
    if (account) await table.commit(...unlisted(account));
    await erased();
    expect(await typesOf(user)).toEqual(LEFT);
  });
});

describe('of all that can be held of a user', () => {
  it('goes what was decided, with the files, and knows all entities', async () => {
    const holding = await startHolding();
    const owner = await holding.userWithAll();
    const files = await holding.api.live.files();
    const types = async (fate: string) => [
      ...new Set(
        (await holding.itemsOf(owner))
          .map(({ item_type }) => String(item_type))
          .filter((type) => HELD[type]?.erasure === fate),
      ),
    ];
    const decided = (fate: string) => Object.keys(HELD).filter((type) => HELD[type]?.erasure === fate);
    expect((await types('gone')).sort()).toEqual(decided('gone').sort());
    expect((await types('kept')).sort()).toEqual(decided('kept').sort());
    const keys = (await holding.itemsOf(owner)).flatMap(({ key, text_key, item_type }) =>
      item_type === 'upload' ? [String(key)] : item_type === 'task' ? [String(text_key)] : [],
    );
    expect(keys).toHaveLength(profile === 'clara' ? 3 : 0);
    const stored = () => Promise.all(keys.map((key) => files.get(key, 1_000)));
    expect(await stored()).toEqual(keys.map(() => expect.any(Uint8Array) as Uint8Array));

    expect((await holding.api.call('DELETE', `/users/${owner.id}`, PRIVATE)).status).toBe(204);
    expect(await types('gone')).toEqual([]);
    expect((await types('kept')).sort()).toEqual(decided('kept').sort());
    expect(await stored()).toEqual(keys.map(() => undefined));
    const all = JSON.stringify(await holding.api.items());
    for (const personal of [owner.email, owner.google_id, 'private', 'Lovelace', 'cus_'])
      expect(all).not.toContain(personal);
    expect(Object.keys(HELD).sort()).toEqual(
      Object.values(entities)
        .map(({ type }) => type)
        .sort(),
    );
    holding.api.refuseLeaks();
  });
});

describe('an item that cannot be removed', () => {
  itOfClara('keeps none of the others, and goes when it can', async () => {
    const begin = (name: string) =>
      api.call('POST', `/users/${user.id}/agent/uploads`, PRIVATE, { name, size: 1 });
    for (let i = 0; i < 12; i++) expect((await begin(`${i}.txt`)).status).toBe(201);
    let removals = 0;
    api.faults.before = (request) => {
      if (request === 'S3 remove' && removals++ === 0) throw new Error('denied');
    };
    await erased();
    expect((await typesOf(user)).filter((type) => type === 'upload')).toHaveLength(1);
    expect((await typesOf(user)).filter((type) => type === 'uploads_begun')).toEqual([]);
    await api.finishErasures();
    expect(await typesOf(user)).toEqual(LEFT);
  });
});

describe('an owner', () => {
  it('needs a code of this very purpose', async () => {
    expect(await erase(user, user.bearer)).toMatchObject(UNAUTHORIZED);
    expect(await erase(user, user.bearer, { code: '000000' })).toMatchObject(UNAUTHORIZED);
    const other = await api.newCode(user.email, 'CHANGE_PASSWORD');
    expect(await erase(user, user.bearer, { code: other })).toMatchObject(UNAUTHORIZED);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(200);
    api.clock.advance(31_000);
    const code = await api.newCode(user.email, 'DELETE_ACCOUNT');
    expect((await api.mails(user.email)).at(-1)?.text).toContain('delete your account for good');
    const twin = await api.user();
    expect((await erase(user, twin.bearer, { code })).status).toBe(403);
    expect(await erase(user, user.bearer, { code })).toMatchObject({ status: 204 });
    expect(await typesOf(user)).toEqual(LEFT);
    expect((await api.call('GET', `/users/${user.id}/audit?limit=1`, PRIVATE)).data.items).toMatchObject([
      { what: 'account.erased', by: 'USER' },
    ]);
  });

  it('with an authenticator app needs its code: a mailed one does not do', async () => {
    const app = authenticator(api);
    const enrolled = await app.enrolled();
    api.clock.advance(31_000);
    const mailed = await api.newCode(enrolled.email, 'DELETE_ACCOUNT');
    expect(await erase(enrolled, enrolled.bearer, { code: mailed })).toMatchObject(UNAUTHORIZED);
    const code = app.shown(enrolled.secret);
    expect(await erase(enrolled, enrolled.bearer, { code })).toMatchObject({ status: 204 });
    expect(await typesOf(enrolled)).not.toContain('totp');
  });

  it('cannot guess the code', async () => {
    const code = await api.newCode(user.email, 'DELETE_ACCOUNT');
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    for (let i = 0; i < 5; i++) expect((await erase(user, user.bearer, { code: wrong })).status).toBe(401);
    expect((await erase(user, user.bearer, { code })).status).toBe(401);
  });
});

describe('while an account goes', () => {
  it('no call that begins after the answer succeeds, and none fails in another way', async () => {
    let isGone = false;
    const late: number[] = [];
    const others: number[] = [];
    const caller = async (auth: string) => {
      for (let turn = 0; turn < 40; turn++) {
        api.clock.advance(130);
        const begunAfter = isGone;
        const { status } = await api.call('GET', `/users/${user.id}`, auth);
        if (begunAfter) late.push(status);
        else if (![200, 401, 404].includes(status)) others.push(status);
      }
    };
    const callers = [user.bearer, user.key, user.bearer, user.key, user.key].map(caller);
    await erased();
    isGone = true;
    await Promise.all(callers);
    expect(new Set(late)).toEqual(new Set([401]));
    expect(others).toEqual([]);
  });

  it('a payment that settles is recorded, before, after and at the same time', async () => {
    const payments: string[] = [];
    for (let i = 0; i < 3; i++) {
      api.clock.advance(1_000);
      const { data } = await api.call('POST', '/stripe/buy', user.key, { amount: 5, return_path: '' });
      const paid = await api.control(`/sessions/${data.url?.split('/').at(-1)}/pay`);
      payments.push(paid.payment_intent ?? '');
    }
    const told = (payment: string, type = 'checkout.session.completed') => {
      const events = api.stripe.store.all('event').filter((each) => each.type === type);
      const event = events.findLast(({ data }) => JSON.stringify(data.object).includes(payment));
      return api.control<{ delivered: boolean }>(`/events/${event?.id}/resend`);
    };
    const [before = '', during = '', after = ''] = payments;
    expect(await told(before)).toMatchObject({ delivered: true });
    const [answer] = await Promise.all([told(during), erase()]);
    expect(answer).toMatchObject({ delivered: true });
    expect(await told(after)).toMatchObject({ delivered: true });
    await api.control(`/payments/${after}/refund`);
    expect(await told(after, 'charge.refunded')).toMatchObject({ delivered: true });
    const list = await api.call('GET', `/users/${user.id}/transactions?limit=100&offset=0`, PRIVATE);
    expect((list.data as unknown as { description: string; balance_after: number }[])[0]).toMatchObject({
      description: 'Refund of $5 took back 500 credits.',
      balance_after: 1_100,
    });
    expect(list.data).toHaveLength(5);
    expect(api.log.filter((line) => line.includes('payment_of_erased_user'))[0]).toContain(
      '"payment_id":"pi_',
    );
    await audited();
  });

  itOfClara.each(['waiting', 'at work', 'done'])('an analysis that is %s goes, too', async (stage) => {
    const started = await api.call('POST', `/users/${user.id}/agent/analysis`, user.key, {
      text: 'A personal claim.',
    });
    expect(started.status).toBe(201);
    const [message] = api.messages.splice(0);
    if (!message) throw new Error('nothing was queued');
    if (stage === 'waiting') await erased();
    else if (stage === 'done') {
      expect(await api.work(message)).toEqual([]);
      await erased();
    } else {
      // Between the worker's claim and its end.
      api.faults.after = (request) => {
        if (request !== 'S3 get') return;
        delete api.faults.after;
        gone = erased();
      };
      let gone: Promise<void> | undefined;
      const working = api.work(message);
      expect(await working).toEqual([]);
      await gone;
    }
    expect(await api.work(message)).toEqual([]);
    await api.sweep();
    expect(await typesOf(user)).toEqual([...LEFT, 'transaction'].sort());
    expect(JSON.stringify(await api.items())).not.toContain('OPEN_TASKS');
    await audited();
  });

  it('whatever else is begun at the same time leaves nothing that lasts', async () => {
    const anew = { password: `${PASSWORD} anew`, code: await api.newCode(user.email, 'CHANGE_PASSWORD') };
    api.secrets.add(anew.password);
    const calls = [
      erase(),
      erase(),
      api.login(user.email),
      api.call('POST', `/users/${user.id}/api_key`, PRIVATE),
      api.call('POST', '/stripe/portal', user.key),
      api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A.' }),
      api.call('POST', `/users/${user.id}/agent/uploads`, user.key, { name: 'a.txt', size: 1 }),
      api.call('PATCH', `/users/${user.email}/password`, PUBLIC, anew),
      api.call('PATCH', `/users/${user.id}`, PRIVATE, { first_name: 'Eve' }),
      api.call('PUT', `/users/${user.id}/credits`, PRIVATE, { credits: 7 }),
    ];
    for (const { status } of await Promise.all(calls)) expect(status).toBeLessThan(500);
    api.clock.advance(15 * 60_000);
    await api.finishErasures();
    const types = new Set(await typesOf(user));
    expect([...types].sort()).toEqual(['audit_record', 'erased_account', 'transaction']);
    await audited();
  });
});
