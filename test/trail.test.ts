import { type Api, NOBODY, PASSWORD, PRIVATE, PUBLIC, startApi, type User } from './support/harness.ts';

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

interface Row {
  at: string;
  by: string;
  id: string;
  made: string[];
  request_id: string;
  through: string;
  user_id: string;
  what: string;
}
const page = (query: string, auth = PRIVATE, of: string = user.id) =>
  api.call('GET', `/users/${of}/audit?${query}`, auth);
async function trail(): Promise<Row[]> {
  return (await page('limit=100')).data as unknown as Row[];
}
/** Does something, and gives what the trail has on it. */
async function recordedOf(work: () => Promise<unknown>): Promise<Row[]> {
  const before = (await trail()).length;
  api.clock.advance(1_000);
  await work();
  const after = await trail();
  return after.slice(0, after.length - before);
}
const summed = (rows: Row[]) => rows.map(({ what, by, through }) => `${what} ${by} ${through}`);

describe('the audit trail', () => {
  it('says who did what, when, and in which call', async () => {
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
    expect(summed(await trail())).toEqual([
      'account.activated PUBLIC user.activate',
      'account.registered PUBLIC auth.register',
    ]);
    const [, { made } = { made: [] }] = await trail();
    expect(made).toEqual([expect.stringMatching(/^api_key_/), expect.stringMatching(/^transaction_0{11}1/)]);
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

  it('holds every change of money, whoever made it', async () => {
    const started = await recordedOf(() =>
      api.call('POST', `/users/${user.id}/agent/analysis`, user.key, { text: 'A claim.' }),
    );
    expect(summed(started)).toEqual(['ledger.booked KEY agent.analysis']);
    const { data } = await api.call('POST', '/stripe/buy', user.key, { amount: 5, return_path: '' });
    const session = data.url?.split('/').at(-1);
    await api.control('/webhooks', { mode: 'deliver' });
    const bought = await recordedOf(() => api.control(`/sessions/${session}/pay`));
    expect(summed(bought)).toEqual(['ledger.booked SIGNATURE stripe.settle']);
    const list = await api.call('GET', `/users/${user.id}/transactions?limit=1&offset=0`, user.key);
    expect(bought[0]?.made).toEqual([(list.data as unknown as { id: string }[])[0]?.id]);
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
      expect((await api.call('POST', `/users/${user.id}/api_key`, user.bearer)).status).toBe(503);
      delete api.faults.before;
    });
    expect(rows).toEqual([]);
    expect((await api.call('GET', `/users/${user.id}`, user.key)).status).toBe(200);
  });

  it('records each of 20 resets at once, which make 20 keys', async () => {
    const rows = await recordedOf(async () => {
      const reset = () => api.call('POST', `/users/${user.id}/api_key`, PRIVATE);
      const answers = await Promise.all(Array.from({ length: 20 }, reset));
      expect(answers.map(({ status }) => status)).toEqual(Array(20).fill(201));
    });
    expect(new Set(rows.flatMap(({ made }) => made)).size).toBe(20);
  });

  it('is paged by the last id seen, at the price of one request', async () => {
    for (let i = 0; i < 5; i++) await api.call('POST', `/users/${user.id}/api_key`, PRIVATE);
    const all = await trail();
    expect(all).toHaveLength(7);
    const seen: Row[] = [];
    for (let before = ''; ;) {
      const from = api.requests.length;
      const rows = (await page(`limit=3${before}`)).data as unknown as Row[];
      expect(api.requests.slice(from).map(({ command }) => command)).toEqual(['QueryCommand']);
      if (rows.length === 0) break;
      seen.push(...rows);
      before = `&before=${rows.at(-1)?.id}`;
    }
    expect(seen).toEqual(all);
  });

  it.each([
    '',
    'limit=0',
    'limit=101',
    'limit=1&offset=0',
    'limit=1&before=audit_',
    'limit=1&before=x',
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
