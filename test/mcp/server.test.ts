import type { Client, Progress } from '@modelcontextprotocol/client';
import type { Analyst, Assignment } from '../../lib/analysis/analysis.ts';
import { AnalysisResult } from '../../lib/analysis/result.ts';
import { agreeing, resultOf } from '../support/analyst.ts';
import { type Api, type Reply, startApi, type User } from '../support/harness.ts';
import { connected, ERAS, type Served, served } from '../support/mcp.ts';

interface Envelope {
  data: Record<string, unknown>;
  message: string;
  status: string;
}

let api: Api;
let server: Served;
let user: User;
let client: Client;
/** What the analyst was given last. */
let sent: Assignment | undefined;
/** What it finds, where a test says so. */
let found: AnalysisResult | undefined;

beforeAll(async () => {
  const analyst: Analyst = {
    analyse: (assignment, signal) => {
      sent = assignment;
      return found ? Promise.resolve({ result: found }) : agreeing.analyse(assignment, signal);
    },
  };
  api = await startApi({ policy: { freeCredits: 1_000_000 }, ports: { analyst } });
  server = await served(api);
});
beforeEach(() => {
  found = undefined;
  api.clock.advance(2_000);
  delete api.faults.before;
});
afterAll(async () => {
  await server.stop();
  api.refuseLeaks();
});

/** Calls a tool. The client itself holds structured content against the tool's output schema. */
async function use(name: string, given?: Record<string, unknown>, options = {}, by = client) {
  api.clock.advance(200);
  const { content, structuredContent, isError } = await by.callTool(
    { name, ...(given && { arguments: given }) },
    options,
  );
  const envelope = structuredContent as Envelope;
  const [{ type, text }] = content as [{ type: string; text: string }];
  // The text is the same JSON, but that it also says what is wrong with the arguments.
  const said = JSON.parse(text) as Envelope;
  expect(said.message.startsWith(envelope.message)).toBe(true);
  expect([type, content]).toEqual(['text', [expect.anything()]]);
  expect(text).toBe(JSON.stringify({ ...envelope, message: isError ? said.message : envelope.message }));
  lastText = said.message;
  return { ...envelope, isError };
}
/** The message in the text of the last answer. */
let lastText = '';

const refused = (message: string) => ({ data: null, message, status: 'error', isError: true });
const MISFIT = refused('One or more required parameters are either not given or have invalid schema.');

const aTransaction = async ({ id, key }: User) => {
  const { data } = await api.call('GET', `/users/${id}/transactions?limit=1&offset=0`, key);
  return (data as unknown as Reply['data'][])[0]?.id;
};
/** Waits for a task to be queued, and does it. */
async function workOnNext(): Promise<void> {
  const before = api.messages.length;
  while (api.messages.length === before) await new Promise((resolve) => setTimeout(resolve, 10));
  await api.work(...api.messages.slice(before));
}

describe.each(ERAS)('a client of revision %s', (era) => {
  beforeAll(async () => {
    user = await api.user();
    client = await connected(era, `${server.url}/mcp`, { Authorization: user.key });
  });
  afterAll(() => client.close());

  it('is told who serves, what for, and that there are tools only', () => {
    expect(client.getServerVersion()).toMatchObject({ name: 'clara', title: 'Clara' });
    expect(client.getInstructions()).toContain('agent_analysis');
    expect(client.getServerCapabilities()).toEqual({ tools: { listChanged: false } });
  });

  it('finds the tools of the contract, and what each does to the world', async () => {
    const { tools } = await client.listTools();
    // reads only, destroys, may be repeated, reaches beyond Clara
    const told = tools.map(({ name, annotations: a }) => [
      name,
      a?.readOnlyHint,
      a?.destructiveHint,
      a?.idempotentHint,
      a?.openWorldHint,
    ]);
    const READS = [true, false, true, false];
    expect(told).toEqual([
      ['user_view', ...READS],
      ['transaction_view_all', ...READS],
      ['transaction_view', ...READS],
      ['task_view_all', ...READS],
      ['task_view', ...READS],
      ['agent_supported_attachments', ...READS],
      ['agent_analysis', false, false, false, true],
      ['stripe_rate', ...READS],
      ['stripe_portal', false, false, false, true],
      ['stripe_buy', false, false, false, true],
      ['misc_health', ...READS],
      ['misc_version', ...READS],
    ]);
    for (const { title, description, inputSchema, outputSchema } of tools) {
      expect([title, description]).toEqual([expect.stringMatching(/^\w/), expect.stringMatching(/\.$/)]);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: 'object', required: ['data', 'message', 'status'] });
    }
    const schemas = Object.fromEntries(tools.map(({ name, inputSchema }) => [name, inputSchema]));
    expect(schemas['transaction_view_all']).toMatchObject({
      properties: { limit: { type: 'integer', minimum: 0, maximum: 100 }, offset: { type: 'integer' } },
      required: ['limit', 'offset'],
    });
    expect(schemas['task_view']).toMatchObject({
      properties: { task_id: { type: 'string', pattern: '^task_[0-9a-f]{32}$' } },
      required: ['task_id'],
    });
    expect(Object.keys(schemas['agent_analysis']?.properties ?? {})).toEqual([
      'text',
      'files',
      'upload_ids',
      'idempotency_key',
    ]);
  });

  it('calls those that read, and gets what HTTP answers', async () => {
    const page = { limit: 2, offset: 0 };
    const reads: [tool: string, given: Record<string, unknown> | undefined, path: string][] = [
      ['user_view', undefined, `/users/${user.id}`],
      ['transaction_view_all', page, `/users/${user.id}/transactions?limit=2&offset=0`],
      ['task_view_all', page, `/users/${user.id}/tasks?limit=2&offset=0`],
      ['agent_supported_attachments', {}, `/users/${user.id}/agent/supported_attachments`],
      ['stripe_rate', {}, '/stripe/rate'],
      ['misc_health', {}, '/health'],
      ['misc_version', undefined, '/version'],
    ];
    for (const [tool, given, path] of reads) {
      const { isError, ...envelope } = await use(tool, given);
      expect([tool, isError]).toEqual([tool, false]);
      expect(envelope).toEqual(JSON.parse((await api.call('GET', path, user.key)).text));
    }
    const transaction_id = await aTransaction(user);
    expect(await use('transaction_view', { transaction_id })).toMatchObject({
      data: { id: transaction_id, description: 'Free credits on signup.' },
      message: 'Transaction fetched successfully.',
    });
  });

  it('opens the pages at Stripe; a named call is done once', async () => {
    expect(await use('stripe_portal')).toMatchObject({
      data: { url: expect.any(String) as string },
      message: 'Customer portal session created successfully.',
    });
    const given = { amount: 7, return_path: '', idempotency_key: 'my purchase' };
    const bought = await use('stripe_buy', given);
    expect(bought).toMatchObject({ data: { value_in_credits: 700 }, isError: false });
    expect(await use('stripe_buy', given)).toEqual(bought);
    expect(await use('stripe_buy', { ...given, amount: 8 })).toEqual(
      refused('The idempotency key was used with a different request.'),
    );
  });

  it('follows an analysis of text and files to its end', async () => {
    const heard: Progress[] = [];
    const bytes = Buffer.from('It is a file.').toString('base64');
    const given = { text: 'It is a text.', files: [{ name: 'a.txt', bytes }] };
    const [done] = await Promise.all([
      use('agent_analysis', given, { onprogress: (progress: Progress) => heard.push(progress) }),
      workOnNext(),
    ]);
    expect(done).toMatchObject({
      data: { status: 'COMPLETED', credits_charged: 20, result: { summary: 'It is a text. | a.txt' } },
      message: 'Analysis completed successfully.',
      isError: false,
    });
    expect(heard.map(({ message }) => message)).toContain('PENDING');
    const seconds = heard.map(({ progress }) => progress);
    expect(seconds).toEqual([...new Set(seconds)].sort((a, b) => a - b));
    expect(await use('task_view', { task_id: done.data.id })).toMatchObject({ data: done.data });
  });

  it('has an uploaded file analysed', async () => {
    const path = `/users/${user.id}/agent/uploads`;
    const upload = await api.call('POST', path, user.key, { name: 'b.txt', size: 5 });
    expect(upload.status).toBe(201);
    const answer = await fetch(String(upload.data.url), {
      method: 'PUT',
      headers: upload.data.headers as unknown as Record<string, string>,
      body: 'other',
    });
    expect(answer.ok).toBe(true);
    const [done] = await Promise.all([use('agent_analysis', { upload_ids: [upload.data.id] }), workOnNext()]);
    expect(done).toMatchObject({ data: { status: 'COMPLETED', result: { summary: ' | b.txt' } } });
  });

  it('is refused in the words of the API, as an error of the tool', async () => {
    const nothing = `task_${'0'.repeat(32)}`;
    const refusals: [tool: string, given: Record<string, unknown> | undefined, expected: unknown][] = [
      ['task_view', { task_id: nothing }, refused('Task with the given identifier does not exist.')],
      ['task_view', { task_id: '../../health' }, MISFIT],
      ['task_view', { task_id: 7 }, MISFIT],
      ['task_view', undefined, MISFIT],
      ['transaction_view_all', { limit: 101, offset: 0 }, MISFIT],
      ['transaction_view_all', { limit: 1.5, offset: 0 }, MISFIT],
      ['transaction_view_all', { limit: [1], offset: 0 }, MISFIT],
      ['transaction_view_all', {}, MISFIT],
      ['user_view', { user_id: user.id }, MISFIT],
      ['user_view', { idempotency_key: 'x' }, MISFIT],
      ['stripe_buy', undefined, refused('Request body is empty.')],
      ['stripe_buy', { amount: 1, return_path: '' }, refused('No credits rate found for the given amount.')],
      ['stripe_buy', { amount: 7, return_path: '', idempotency_key: '' }, MISFIT],
      ['agent_analysis', {}, refused('Request body is empty.')],
      ['agent_analysis', { text: '' }, MISFIT],
      ['agent_analysis', { files: [{ name: 'a.txt', bytes: 'no base64!' }] }, MISFIT],
      ['agent_analysis', { files: [{ name: 'a.txt' }] }, MISFIT],
      ['agent_analysis', { files: [null] }, MISFIT],
      ['agent_analysis', { files: 'a.txt' }, MISFIT],
      ['agent_analysis', { text: 'x'.repeat(100_001) }, MISFIT],
      [
        'agent_analysis',
        { files: [{ name: 'a.exe', bytes: '' }] },
        refused('The attachment type is not supported.'),
      ],
      [
        'agent_analysis',
        { upload_ids: ['upload_of_nobody'] },
        refused('Upload with the given identifier does not exist.'),
      ],
    ];
    for (const [tool, given, expected] of refusals)
      expect([tool, given, await use(tool, given)]).toEqual([tool, given, expected]);
  });

  it('is told in the text which argument is wrong, after the sentence of the API', async () => {
    const file = { name: 'a.txt', bytes: Buffer.from('A claim.').toString('base64') };
    const wrong: [tool: string, given: Record<string, unknown> | undefined, told: string][] = [
      ['transaction_view_all', { offset: 0 }, '`limit` is required.'],
      ['transaction_view_all', { limit: null, offset: 0 }, '`limit` is required.'],
      ['transaction_view_all', { limit: 101, offset: 0 }, '`limit` must be at most 100.'],
      ['transaction_view_all', { limit: 1.5, offset: 0 }, '`limit` must be a whole number.'],
      ['transaction_view_all', { limit: [1], offset: 0 }, '`limit` must be a number.'],
      ['task_view_all', {}, '`limit` is required. `offset` is required.'],
      ['task_view', {}, '`task_id` is required.'],
      ['task_view', { task_id: '../x' }, '`task_id` is not an id.'],
      ['user_view', { language: 'en' }, '`language` is not a parameter of this call.'],
      ['user_view', { 'a\nb': 'en' }, 'A parameter is not a parameter of this call.'],
      ['misc_health', { idempotency_key: 'x' }, '`idempotency_key` is not a parameter of this call.'],
      ['stripe_buy', {}, '`amount` is required. `return_path` is required.'],
      ['stripe_buy', { amount: '7', return_path: '' }, '`amount` must be a number.'],
      ['agent_analysis', { text: 'A claim.', language: 'en' }, '`language` is not a parameter of this call.'],
      [
        'agent_analysis',
        { text: 'A claim.', files: '[]' },
        '`files` must be a list of objects with `name` and `bytes`.',
      ],
      [
        'agent_analysis',
        { files: [{ ...file, mime_type: 'x' }] },
        '`mime_type` of `files[0]` is not a parameter of this call.',
      ],
      ['agent_analysis', { files: [file, { name: 'b.txt', bytes: '!' }] }, '`files[1].bytes` is not base64.'],
      [
        'agent_analysis',
        { files: [file], upload_ids: ['x'] },
        '`upload_ids` cannot come together with `files`.',
      ],
      ['agent_analysis', { files: [file, file] }, 'Two files have the name "a.txt".'],
      [
        'agent_analysis',
        { files: [{ ...file, name: 'Brückenbau 橋.exe' }] },
        'The name "Brückenbau 橋.exe" does not end in an extension that is supported.',
      ],
      [
        'agent_analysis',
        { files: [{ ...file, name: 'a.pdf' }] },
        'The content of "a.pdf" is not what its extension says.',
      ],
      ['agent_analysis', { text: 'x'.repeat(100_001) }, '`text` must be at most 100000 characters long.'],
      ['agent_analysis', { text: 7 }, '`text` must be text.'],
      [
        'agent_analysis',
        { text: null, files: null },
        'There is nothing to analyse: give a `text` that is not blank, `files` or `upload_ids`.',
      ],
    ];
    for (const [tool, given, told] of wrong) {
      const { message, isError } = await use(tool, given);
      expect([tool, given, lastText, isError]).toEqual([tool, given, `${message} ${told}`, true]);
    }
  });

  it('may send null for what it leaves out, and base64 as it comes', async () => {
    const bytes = Buffer.from(
      '??>> It is a file, and longer than a line of base64 may be, so that it is broken.',
    );
    const base64 = bytes.toString('base64');
    expect(base64).toMatch(/[+/]/);
    for (const written of [
      `${base64}\n`,
      base64.replace(/(.{60})/g, '$1\r\n'),
      bytes.toString('base64url'),
      base64.replace(/=+$/, ''),
      `data:text/plain;charset=utf-8;base64,${base64}`,
    ]) {
      const files = [{ name: 'a.txt', bytes: written, mime_type: null }];
      const given = { text: null, files, upload_ids: null, idempotency_key: null };
      const [done] = await Promise.all([use('agent_analysis', given), workOnNext()]);
      expect(done).toMatchObject({ data: { status: 'COMPLETED', result: { summary: ' | a.txt' } } });
      expect(Buffer.from(sent?.attachments[0]?.bytes ?? [])).toEqual(bytes);
    }
    const [done] = await Promise.all([
      use('agent_analysis', { text: 'Only text.', files: null }),
      workOnNext(),
    ]);
    expect(done).toMatchObject({ data: { result: { summary: 'Only text.' } } });
  });

  it('calls a tool by the name of the documentation, too', async () => {
    const { data } = await use('user.view');
    expect(data.id).toBe(user.id);
    expect(await use('task.view', { task_id: `task_${'0'.repeat(32)}` })).toEqual(
      refused('Task with the given identifier does not exist.'),
    );
  });

  it('may name its own user, and no other', async () => {
    const other = await api.user();
    const as = (User_Id: string) =>
      connected(era, `${server.url}/mcp`, { Authorization: user.key, 'User-Id': User_Id });
    const own = await as(user.id);
    expect(await use('user_view', {}, {}, own)).toMatchObject({ data: { id: user.id } });
    const foreign = await as(other.id);
    const FORBIDDEN = refused('You do not have access to the requested resource.');
    for (const tool of ['user_view', 'stripe_portal', 'misc_health'])
      expect(await use(tool, {}, {}, foreign)).toEqual(FORBIDDEN);
    const transaction_id = await aTransaction(other);
    expect(await use('transaction_view', { transaction_id })).toEqual(
      refused('Transaction with the given identifier does not exist.'),
    );
  });

  it('has the rights of its caller: an account that is not active reads itself only', async () => {
    const inactive = await api.registered();
    const own = await connected(era, `${server.url}/mcp`, { Authorization: inactive.bearer });
    expect(await use('user_view', {}, {}, own)).toMatchObject({ data: { id: inactive.id }, isError: false });
    expect(await use('task_view_all', { limit: 1, offset: 0 }, {}, own)).toEqual(
      refused('Please activate your account to access the requested resource.'),
    );
  });

  it('is told of a fault in one sentence', async () => {
    api.faults.before = (request) => {
      if (/^Get/.test(request)) throw new Error('a dependency’s own words');
    };
    expect(await use('user_view')).toEqual(refused('The service is temporarily unavailable.'));
    api.faults.before = (request) => {
      if (request.startsWith('POST /v1')) throw new TypeError('a stack');
    };
    expect((await use('stripe_portal')).isError).toBe(true);
  });
});

describe('an analysis that takes longer than a function may', () => {
  it('is answered as it stands, with the way to its end', async () => {
    const slow = await served(api, {}, () => 2_000);
    const by = await connected('2026-07-28', `${slow.url}/mcp`, { Authorization: user.key });
    expect(await use('agent_analysis', { text: 'Slowly.' }, {}, by)).toMatchObject({
      data: { status: 'PENDING' },
      message: 'Analysis started successfully. It is still running: ask for it with task_view and its id.',
      isError: false,
    });
    await slow.stop();
  });
});

/** What a model reads of an answer: by bytes, for no script has fewer than three a token on the whole. */
const bytesOf = (...parts: unknown[]) =>
  Buffer.byteLength(parts.map((each) => JSON.stringify(each)).join(''));
const MOST_BYTES = 60_000;

const VERDICTS = ['refuted', 'supported', 'not_enough_evidence'] as const;
/** As large as a task's item can hold, in a script of choice. */
function large(letter: string, claims: number): AnalysisResult {
  const result = ofClaims(letter, claims);
  const isTooLarge = Buffer.byteLength(JSON.stringify(result)) > 300_000;
  return isTooLarge ? large(letter, claims - 1) : result;
}

function ofClaims(letter: string, claims: number): AnalysisResult {
  const text = (most: number) => letter.repeat(Math.floor(most / letter.length));
  return AnalysisResult.parse({
    ...resultOf('Of many claims, many are wrong.', 2000),
    verdict: 'mixed',
    claims: Array.from({ length: claims }, (_, i) => ({
      text: `${i} ${text(300)}`,
      span: { attachment: null, start: i, end: i + 300 },
      verdict: VERDICTS[i % 3],
      confidence: 0.75,
      reasoning: text(600),
      evidence: Array.from({ length: 4 }, (_each, n) => ({
        quote: `“${i}.${n}” ${text(380)}`,
        source: text(200),
        locator: 'page 3',
        url: `https://example.com/${'x'.repeat(100)}`,
        is_own: false,
      })),
    })),
    signals: Array.from({ length: 20 }, () => ({ kind: 'absolute', quote: text(120), note: 'A note.' })),
    attachments: [{ name: text(250), type: '.pdf', status: 'partly_read', note: text(390) }],
  });
}

describe('an answer that is too long for a model', () => {
  let by: Client;
  let owner: User;
  beforeAll(async () => {
    owner = await api.user();
    by = await connected('2026-07-28', `${server.url}/mcp`, { Authorization: owner.key });
    await by.listTools();
  });
  afterAll(() => by.close());
  const call = async (name: string, given: Record<string, unknown>) => {
    api.clock.advance(1_000);
    const { content, structuredContent } = await by.callTool({ name, arguments: given });
    const [{ text }] = content as unknown as [{ text: string }];
    return { text, structured: structuredContent as Envelope, bytes: bytesOf(content, structuredContent) };
  };
  const analysed = async (result: AnalysisResult) => {
    found = result;
    api.clock.advance(1_000);
    const { data } = await api.call('POST', `/users/${owner.id}/agent/analysis`, owner.key, {
      text: 'A claim.',
    });
    await api.work({ user_id: owner.id, task_id: data.id ?? '' });
    return data.id ?? '';
  };

  it.each([
    ['English', 'the tower is tall ', 60],
    ['Chinese', '塔很高', 40],
    ['emoji', '🦊', 60],
    ['Cyrillic', 'башня ', 60],
    ['nothing but quotes', '"', 60],
  ])('is shortened as a whole, in %s, and says how to get the rest', async (_, letter, claims) => {
    const result = large(letter, claims);
    const task_id = await analysed(result);
    const { text, structured, bytes } = await call('task_view', { task_id });
    expect(bytes).toBeLessThan(MOST_BYTES);
    const whole = `GET /users/${owner.id}/tasks/${task_id}`;
    const told = structured.data.result as AnalysisResult;
    expect(AnalysisResult.safeParse(told).success).toBe(true);
    expect(told.summary).toContain(`${result.summary} Shortened for an agent`);
    expect(told.summary).toContain(whole);
    expect(told.claims.length).toBeGreaterThan(10);
    // Of what is left out, the undecided is the first.
    const refuted = told.claims.filter(({ verdict }) => verdict === 'refuted');
    expect(refuted.length).toBeGreaterThanOrEqual(told.claims.length / 3);
    for (const { text: claim, evidence } of told.claims) {
      const original = result.claims.find((each) => each.text.startsWith(claim));
      expect(original?.evidence[0]?.quote.startsWith(evidence[0]?.quote ?? '?')).toBe(true);
      expect(claim.isWellFormed() && evidence.every(({ quote }) => quote.isWellFormed())).toBe(true);
    }
    // The text is no second copy, and still of use alone.
    expect(() => JSON.parse(text) as unknown).toThrow();
    for (const part of [
      'Task fetched successfully.',
      'Mixed. Of many claims',
      '1. Refuted (75 %): 0 ',
      '“0.0”',
      whole,
    ])
      expect(text).toContain(part);
    const { data } = await api.call('GET', `/users/${owner.id}/tasks/${task_id}`, owner.key);
    expect(data.result).toEqual(result);
  });

  it('that is only a little too long to be sent twice is whole as structured content', async () => {
    const result = large('the tower is tall ', 4);
    const { text, structured } = await call('task_view', { task_id: await analysed(result) });
    expect(structured.data.result).toEqual(result);
    expect(text).toContain('2. Supported (75 %): 1 the tower');
    expect(text).toContain('For 1 claims there is not enough evidence.');
  });

  it('and is a list holds no results, and says how to get one', async () => {
    const task_id = await analysed(large('the tower is tall ', 60));
    for (let i = 0; i < 99; i++) await analysed(resultOf('Short.', 2000));
    const { text, structured, bytes } = await call('task_view_all', { limit: 100, offset: 0 });
    expect(bytes).toBeLessThan(MOST_BYTES);
    const tasks = structured.data as unknown as { id: string; result: unknown }[];
    expect(tasks).toHaveLength(100);
    expect(tasks.every(({ result }) => result === null)).toBe(true);
    expect(tasks.at(-1)?.id).toBe(task_id);
    const HINT = 'task_view with the id of a task gives its result.';
    expect(structured.message).toMatch(/^Tasks fetched successfully\. /);
    expect(structured.message).toContain(HINT);
    expect(text).toContain(HINT);
    expect(text).toContain(tasks[0]?.id);
    expect(text).toContain('Ask for fewer with a smaller limit.');

    const entries = await call('transaction_view_all', { limit: 100, offset: 0 });
    expect(entries.bytes).toBeLessThan(MOST_BYTES);
    expect(entries.structured.data).toHaveLength(100);
  }, 60_000);
});
