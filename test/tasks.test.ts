import type { Analyst, Assignment, Outcome } from '../lib/analysis/analysis.ts';
import { work } from '../functions/agent/work.ts';
import { consumed } from '../lib/http/consumer.ts';
import { agreeing, resultOf } from './support/analyst.ts';
import { type Api, INVOCATION, NOBODY, PRIVATE, startApi, type User } from './support/harness.ts';

let api: Api;
let user: User;
/** What the analyst does; each test may set it. */
let analyse: (assignment: Assignment, signal: AbortSignal) => Promise<Outcome>;

beforeAll(async () => {
  api = await startApi({
    policy: { freeCredits: 10_000 },
    ports: { analyst: { analyse: (assignment, signal) => analyse(assignment, signal) } },
  });
});
beforeEach(async () => {
  api.clock.advance(2_000);
  analyse = agreeing.analyse;
  user = await api.user();
  api.messages.splice(0);
});
afterAll(() => api.refuseLeaks());

const start = (body: unknown = { text: 'The moon is made of cheese.' }, more = {}) =>
  api.call('POST', `/users/${user.id}/agent/analysis`, user.key, body, more);
const view = (id: string | undefined) => api.call('GET', `/users/${user.id}/tasks/${id}`, user.key);
const balance = async () => Number((await api.call('GET', `/users/${user.id}`, user.key)).data.credits);
const entries = async () => {
  const { data } = await api.call('GET', `/users/${user.id}/transactions?limit=100&offset=0`, user.key);
  return (data as unknown as Record<string, unknown>[]).map(({ type, description, value_in_credits }) => [
    type,
    value_in_credits,
    description,
  ]);
};
const message = (id: string | undefined) => ({ user_id: user.id, task_id: id ?? '' });
/** What the queue was told of this user's tasks. */
const told = () => api.messages.filter(({ user_id }) => user_id === user.id);
const SIGNUP = ['CREDIT', 100, 'Free credits on signup.'];

describe('an analysis', () => {
  it('is answered at once, charged, queued, done and shown', async () => {
    const { status, message: said, data } = await start();
    expect([status, said]).toEqual([201, 'Analysis started successfully.']);
    expect(data).toEqual({
      created_at: new Date(api.clock.now).toUTCString(),
      credits_charged: 20,
      error: null,
      id: expect.stringMatching(/^task_[0-9a-f]{32}$/) as string,
      result: null,
      status: 'PENDING',
      updated_at: new Date(api.clock.now).toUTCString(),
      user_id: user.id,
    });
    expect(await balance()).toBe(80);
    expect(api.messages).toEqual([message(data.id)]);

    expect(await api.work(...api.messages)).toEqual([]);
    const done = await view(data.id);
    expect(done.data).toMatchObject({
      status: 'COMPLETED',
      credits_charged: 20,
      result: { version: 1, summary: 'The moon is made of cheese.', credits_charged: 20 },
    });
    expect(await balance()).toBe(80);
    expect(await entries()).toEqual([['DEBIT', 20, `Analysis ${data.id}.`], SIGNUP]);
  });

  it('is refused without the credits, and then nothing is stored', async () => {
    for (let i = 0; i < 5; i++) expect((await start()).status).toBe(201);
    const refused = await start();
    expect([refused.status, refused.message]).toEqual([
      403,
      'You do not have enough credits to perform this action.',
    ]);
    expect(api.messages).toHaveLength(5);
    expect(await balance()).toBe(0);
  });

  it('is done once by two workers that hear of it at once', async () => {
    const { data } = await start();
    let analyses = 0;
    analyse = (...given) => {
      analyses++;
      return agreeing.analyse(...given);
    };
    await Promise.all(Array.from({ length: 5 }, () => api.work(message(data.id))));
    expect(analyses).toBe(1);
    expect((await view(data.id)).data.status).toBe('COMPLETED');
  });

  it('is not lost when the queue is down: the sweep wakes it', async () => {
    api.faults.before = (request) => {
      if (request.startsWith('SQS')) throw new Error('down');
    };
    const { status, data } = await start();
    delete api.faults.before;
    expect([status, told()]).toEqual([201, []]);
    await api.sweep();
    expect(told()).toEqual([]); // it may still be on its way
    api.clock.advance(300_000);
    await api.sweep();
    await api.sweep();
    expect(told()).toEqual([message(data.id)]);
  });

  it('shows in the list, newest first, and nobody else sees it', async () => {
    const ids = [];
    for (let i = 0; i < 3; i++) ids.unshift((await start()).data.id);
    const list = async (query: string, by = user) =>
      api.call('GET', `/users/${user.id}/tasks?${query}`, by.key);
    const all = await list('limit=10&offset=0');
    expect([all.status, all.message]).toEqual([200, 'Tasks fetched successfully.']);
    expect((all.data as unknown as { id: string }[]).map(({ id }) => id)).toEqual(ids);
    const second = await list('limit=1&offset=1');
    expect((second.data as unknown as { id: string }[]).map(({ id }) => id)).toEqual([ids[1]]);
    expect((await list('limit=10&offset=3')).data).toEqual([]);
    const other = await api.user();
    expect((await list('limit=10&offset=0', other)).status).toBe(403);
    expect((await api.call('GET', `/users/${other.id}/tasks/${ids[0]}`, other.key)).status).toBe(404);
    const unknown = await view(`task_${'0'.repeat(32)}`);
    expect([unknown.status, unknown.message]).toEqual([
      404,
      'Task with the given identifier does not exist.',
    ]);
    expect((await view('task_x')).status).toBe(404);
  });
});

describe('an idempotency key', () => {
  const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } });

  it('gives the first answer again, also once the task is done', async () => {
    const first = await start({ text: 'One.' }, keyed('a'));
    const second = await start({ text: 'One.' }, keyed('a'));
    expect([second.status, second.data]).toEqual([201, first.data]);
    await api.work(...api.messages);
    expect((await start({ text: 'One.' }, keyed('a'))).data).toEqual(first.data);
    expect((await start({ text: 'Two.' }, keyed('a'))).status).toBe(409);
    expect(await balance()).toBe(80);
    expect(api.messages).toHaveLength(1);
  });

  it('makes one task of ten calls at once', async () => {
    const calls = await Promise.all(Array.from({ length: 10 }, () => start({ text: 'One.' }, keyed('b'))));
    const made = calls.filter(({ status }) => status === 201);
    expect(new Set(made.map(({ data }) => data.id)).size).toBe(1);
    for (const { status, headers } of calls)
      // As long as such a call takes, and not as long as one that died would hold the key.
      if (status !== 201)
        expect([status, headers['retry-after']]).toEqual([409, expect.stringMatching(/^[12]$/)]);
    api.clock.advance(2_000);
    expect(await balance()).toBe(80);
  });
});

describe('a task that cannot be done', () => {
  it('gives its credits back and says why', async () => {
    analyse = () => Promise.resolve({ failure: 'It is no good.', retry: false });
    const { data } = await start();
    expect(await api.work(message(data.id))).toEqual([]);
    expect((await view(data.id)).data).toMatchObject({
      status: 'FAILED',
      error: 'It is no good. Your credits were returned.',
      credits_charged: 0,
      result: null,
    });
    expect(await entries()).toEqual([
      ['CREDIT', 20, `Analysis ${data.id} was not completed.`],
      ['DEBIT', 20, `Analysis ${data.id}.`],
      SIGNUP,
    ]);
    await api.work(message(data.id));
    await api.sweep();
    expect(await balance()).toBe(100);
  });

  it('is tried three times where another try may help, and is PENDING in between', async () => {
    analyse = () => Promise.reject(new RangeError('a bug'));
    const { data } = await start();
    for (let i = 0; i < 2; i++) {
      expect(await api.work(message(data.id))).toEqual([data.id]);
      expect((await view(data.id)).data.status).toBe('PENDING');
    }
    expect(await api.work(message(data.id))).toEqual([]);
    expect((await view(data.id)).data).toMatchObject({
      status: 'FAILED',
      error: 'The analysis could not be completed. Your credits were returned.',
    });
    expect(await balance()).toBe(100);
  });

  it('fails when it takes too long, whether or not the engine listens', async () => {
    const { data } = await start();
    analyse = () => new Promise(() => undefined);
    const shortly = { ...INVOCATION, getRemainingTimeInMillis: () => 10_020 };
    const record = { messageId: 'm', body: JSON.stringify(message(data.id)) };
    const answer = await consumed(work, api.live)({ Records: [record] } as never, shortly);
    expect(answer).toEqual({ batchItemFailures: [] });
    expect((await view(data.id)).data).toMatchObject({
      status: 'FAILED',
      error: 'The analysis took too long. Your credits were returned.',
    });
    expect(await balance()).toBe(100);
  });

  it('fails when its files are gone', async () => {
    const { data } = await start();
    const get = api.live.files;
    api.live.files = async () => ({ ...(await get()), get: () => Promise.resolve(undefined) });
    await api.work(message(data.id));
    api.live.files = get;
    expect((await view(data.id)).data).toMatchObject({
      status: 'FAILED',
      error: 'The files of the analysis are gone. Your credits were returned.',
    });
    expect(await balance()).toBe(100);
  });

  it('is given up by the sweep when its workers die, and when nobody begins it for an hour', async () => {
    const dying = (await start()).data.id;
    const waiting = (await start()).data.id;
    const dies = () => {
      api.faults.after = (request) => {
        if (request === 'UpdateItem')
          api.faults.before = () => {
            throw Object.assign(new Error('dead'), { name: 'TimeoutError' });
          };
      };
    };
    for (let i = 0; i < 3; i++) {
      dies();
      await api.work(message(dying));
      delete api.faults.before;
      delete api.faults.after;
      expect((await view(dying)).data.status).toBe('PROCESSING');
      api.clock.advance(150_000);
    }
    await api.sweep();
    expect((await view(dying)).data).toMatchObject({ status: 'FAILED', credits_charged: 0 });
    expect((await view(waiting)).data.status).toBe('PENDING');
    api.clock.advance(3_600_000);
    await api.sweep();
    expect((await view(waiting)).data).toMatchObject({
      status: 'FAILED',
      error: 'The analysis was not done within an hour. Your credits were returned.',
    });
    expect(await balance()).toBe(100);
    const line = api.log.findLast((text) => text.includes('"route":"agent.sweep"'));
    const { released = 0, failed, oldest } = JSON.parse(line ?? '') as Record<string, number>;
    expect(released).toBeGreaterThan(0);
    expect(failed).toBe(0);
    expect(oldest).toBeGreaterThan(3_600);
  });
});

describe('a worker', () => {
  it('whose lease ran out is not heard any more', async () => {
    const { data } = await start();
    let finish: (outcome: Outcome) => void = () => undefined;
    let first: Promise<string[]> = Promise.resolve([]);
    await new Promise<void>((begun) => {
      analyse = () => {
        begun();
        return new Promise((resolve) => (finish = resolve));
      };
      first = api.work(message(data.id));
    });
    analyse = agreeing.analyse;
    expect(await api.work(message(data.id))).toEqual([]);
    expect((await view(data.id)).data.status).toBe('PROCESSING');
    api.clock.advance(150_000);
    await api.work(message(data.id));
    expect((await view(data.id)).data.status).toBe('COMPLETED');
    finish({ failure: 'Too late.', retry: false });
    expect(await first).toEqual([]);
    expect((await view(data.id)).data).toMatchObject({ status: 'COMPLETED', error: null });
    expect(await balance()).toBe(80);
  });

  it('lets a message that it cannot read come again, until the queue puts it aside', async () => {
    const records = ['', '{', '[]', '{"user_id":1}', JSON.stringify({ user_id: NOBODY, task_id: '../x' })];
    expect(await api.workOn(records.map((body, i) => ({ messageId: String(i), body })))).toEqual(
      records.map((_, i) => String(i)),
    );
    expect(await api.work({ user_id: NOBODY, task_id: `task_${'0'.repeat(32)}` })).toEqual([]);
  });

  it('names only the messages of a batch that must come again', async () => {
    const [good, bad] = [(await start({ text: 'good' })).data.id, (await start({ text: 'bad' })).data.id];
    analyse = (given, signal) =>
      given.text === 'bad'
        ? Promise.resolve({ failure: 'Not yet.', retry: true })
        : agreeing.analyse(given, signal);
    expect(await api.work(message(bad), message(good))).toEqual([bad]);
    expect((await view(good)).data.status).toBe('COMPLETED');
  });
});

it('a text is analysed as it was sent, so that spans count what was', async () => {
  let given = '';
  analyse = (assignment, signal) => {
    given = assignment.text;
    return agreeing.analyse(assignment, signal);
  };
  const text = '\uFEFFThe moon is made of cheese.';
  const { data } = await start({ text });
  await api.work(message(data.id));
  expect(given).toBe(text);
});

/** JSON in JSON: each quote in a result takes four bytes of the answer that Lambda hands over. */
it.each([
  ['quotes', '"'],
  ['control characters', '\u0001'],
  ['Chinese', '塔'],
])(
  'no answer is larger than Lambda takes, with a hundred of the largest results: %s',
  async (_, letter) => {
    const analyst: Analyst = {
      analyse: () => {
        const most = 300_000 / Buffer.byteLength(JSON.stringify(letter).slice(1, -1));
        return Promise.resolve({ result: resultOf(letter.repeat(most - 200), 2000) });
      },
    };
    const rich = await startApi({ policy: { freeCredits: 1_000_000 }, ports: { analyst } });
    const owner = await rich.user();
    const ids: string[] = [];
    for (let i = 0; i < 30; i++) {
      rich.clock.advance(1_000);
      const { data } = await rich.call('POST', `/users/${owner.id}/agent/analysis`, owner.key, {
        text: 'A claim.',
      });
      ids.unshift(data.id ?? '');
      await rich.work({ user_id: owner.id, task_id: data.id ?? '' });
    }
    rich.clock.advance(1_000);
    const bytes = ({ status, text }: { status: number; text: string }) => {
      expect(status).toBe(200);
      return Buffer.byteLength(JSON.stringify(text));
    };
    const list = await rich.call('GET', `/users/${owner.id}/tasks?limit=100&offset=0`, owner.key);
    expect(bytes(list)).toBeLessThan(5_000_000);
    const results = (list.data as unknown as { result: unknown }[]).map(({ result }) => result !== null);
    expect(results.filter(Boolean).length).toBeGreaterThan(5);
    expect(results.at(-1)).toBe(false);
    expect(bytes(await rich.call('GET', `/users/${owner.id}/tasks/${ids[29]}`, owner.key))).toBeGreaterThan(
      300_000,
    );
    let cursor: string | null = '';
    for (let pages = 0; cursor !== null; pages++) {
      rich.clock.advance(1_000);
      const path = `/users/${owner.id}/export${cursor && `?cursor=${cursor}`}`;
      const page = await rich.call('GET', path, PRIVATE);
      expect(bytes(page)).toBeLessThan(5_000_000);
      cursor = page.data.next ?? null;
      expect(pages).toBeLessThan(100);
    }
    rich.refuseLeaks();
  },
  120_000,
);

it('a list leaves results out that would make it larger than an answer may be', async () => {
  const rich = await startApi({ policy: { freeCredits: 100_000 }, ports: { analyst: agreeing } });
  const owner = await rich.user();
  const text = 'x'.repeat(100_000);
  for (let i = 0; i < 46; i++) {
    rich.clock.advance(1_000);
    const { data } = await rich.call('POST', `/users/${owner.id}/agent/analysis`, owner.key, { text });
    await rich.work({ user_id: owner.id, task_id: data.id ?? '' });
  }
  const path = `/users/${owner.id}/tasks?limit=100&offset=0`;
  const { status, data } = await rich.call('GET', path, owner.key);
  const results = (data as unknown as { result: unknown }[]).map(({ result }) => result !== null);
  expect([status, results]).toEqual([200, [...Array<boolean>(44).fill(true), false, false]]);
  rich.refuseLeaks();
}, 120_000);

describe('a text or file in which nothing can be seen', () => {
  it.each([
    ['blanks', ' \n\t'],
    ['control characters', '\u0000\u0007\u001b'],
    ['invisible characters', '\u200b\u2060\ufeff\u3164\u2800\ufe0f'],
  ])('is refused before it is charged: %s', async (_, text) => {
    const blank = { headers: { 'Content-Type': 'multipart/form-data; boundary=b' } };
    const form = (name: string, bytes: string) =>
      `--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n${text}\r\n` +
      `--b\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\n\r\n${bytes}\r\n--b--\r\n`;
    const sendForm = (name: string, bytes: string) =>
      api.call('POST', `/users/${user.id}/agent/analysis`, user.key, undefined, {
        ...blank,
        body: form(name, bytes),
      });
    const refused = [await start({ text }), await start({ text, upload_ids: [] })];
    // What would break a text file is refused as such.
    if (!text.includes('\u0000')) refused.push(await sendForm('a.md', text));
    for (const { status, message: said, headers } of refused) {
      expect([status, said]).toEqual([
        400,
        'One or more required parameters are either not given or have invalid schema.',
      ]);
      expect(headers['x-error-detail']).toMatch(/^There is nothing to analyse: /);
    }
    expect(await balance()).toBe(100);
    expect((await sendForm('a.md', 'A claim.')).status).toBe(201);
  });
});

it('a body of JSON brings no files, not even none', async () => {
  expect((await start({ text: 'A claim.', files: [] })).status).toBe(400);
});

describe('analyses that are not done yet', () => {
  let few: Api;
  beforeAll(async () => {
    few = await startApi({
      policy: { freeCredits: 100_000, openTasksPerUser: 3 },
      ports: { analyst: agreeing },
    });
  });
  afterAll(() => few.refuseLeaks());

  it('are so many a user at most, also when they are begun at once; the next must wait for one to end', async () => {
    const one = await few.user();
    const begin = (by = one) =>
      few.call('POST', `/users/${by.id}/agent/analysis`, by.key, { text: 'A claim.' });
    few.clock.advance(1_000);
    const answers = await Promise.all(Array.from({ length: 8 }, () => begin()));
    const taken = answers.filter(({ status }) => status === 201);
    expect(taken).toHaveLength(3);
    for (const { status, message: said, headers } of answers.filter((answer) => !taken.includes(answer)))
      expect([status, said, headers['retry-after']]).toEqual([
        429,
        'You have exceeded the rate limit.',
        '10',
      ]);
    const shown = await few.call('GET', `/users/${one.id}`, one.key);
    expect(shown.data.credits).toBe(1_000 - 3 * 20);
    expect((await begin(await few.user())).status).toBe(201);

    few.clock.advance(1_000);
    const [first, second] = taken.map(({ data }) => data.id ?? '');
    expect(await few.work({ user_id: one.id, task_id: first ?? '' })).toEqual([]);
    expect([(await begin()).status, (await begin()).status]).toEqual([201, 429]);
    expect((await few.call('DELETE', `/users/${one.id}/tasks/${second}`, one.key)).status).toBe(204);
    expect([(await begin()).status, (await begin()).status]).toEqual([201, 429]);
  });
});

describe('cancelling', () => {
  const cancel = (id: string | undefined, by = user) =>
    api.call('DELETE', `/users/${user.id}/tasks/${id}`, by.key);

  it('gives the credits of a task back that has not started, once', async () => {
    const { data } = await start();
    for (let i = 0; i < 2; i++) expect(await cancel(data.id)).toMatchObject({ status: 204, text: '' });
    expect((await view(data.id)).data).toMatchObject({
      status: 'CANCELLED',
      credits_charged: 0,
      error: null,
    });
    expect(await entries()).toEqual([
      ['CREDIT', 20, `Analysis ${data.id} was cancelled.`],
      ['DEBIT', 20, `Analysis ${data.id}.`],
      SIGNUP,
    ]);
    expect(await api.work(message(data.id))).toEqual([]);
    expect((await view(data.id)).data.status).toBe('CANCELLED');
  });

  it('twice at once changes nothing more', async () => {
    const { data } = await start();
    const both = await Promise.all([cancel(data.id), cancel(data.id)]);
    expect(both.map(({ status }) => status)).toEqual([204, 204]);
    expect(await balance()).toBe(100);
  });

  it('comes too late for a task that has started', async () => {
    const { data } = await start();
    await api.work(message(data.id));
    const late = await cancel(data.id);
    expect([late.status, late.message]).toEqual([409, 'The task has already started.']);
    expect((await cancel(`task_${'0'.repeat(32)}`)).status).toBe(404);
    expect((await cancel(data.id, await api.user())).status).toBe(403);
  });

  it('and a worker at the same time: one of the two, and the credits accordingly', async () => {
    for (let i = 0; i < 5; i++) {
      api.clock.advance(2_000);
      const before = await balance();
      const { data } = await start();
      const [cancelled] = await Promise.all([cancel(data.id), api.work(message(data.id))]);
      const { status } = (await view(data.id)).data;
      expect([status, await balance()]).toEqual(
        cancelled.status === 204 ? ['CANCELLED', before] : ['COMPLETED', before - 20],
      );
    }
  });
});
