import type { Client, Progress } from '@modelcontextprotocol/client';
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

beforeAll(async () => {
  api = await startApi({ policy: { freeCredits: 100_000 } });
  server = await served(api);
});
beforeEach(() => {
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
  expect(content).toEqual([{ type: 'text', text: JSON.stringify(structuredContent) }]);
  return { ...(structuredContent as Envelope), isError };
}

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
    expect(client.getInstructions()).toContain('agent.analysis');
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
      ['user.view', ...READS],
      ['transaction.view_all', ...READS],
      ['transaction.view', ...READS],
      ['task.view_all', ...READS],
      ['task.view', ...READS],
      ['agent.supported_attachments', ...READS],
      ['agent.analysis', false, false, false, true],
      ['stripe.rate', ...READS],
      ['stripe.portal', false, false, false, true],
      ['stripe.buy', false, false, false, true],
      ['misc.health', ...READS],
      ['misc.version', ...READS],
    ]);
    for (const { title, description, inputSchema, outputSchema } of tools) {
      expect([title, description]).toEqual([expect.stringMatching(/^\w/), expect.stringMatching(/\.$/)]);
      expect(inputSchema).toMatchObject({ type: 'object', additionalProperties: false });
      expect(outputSchema).toMatchObject({ type: 'object', required: ['data', 'message', 'status'] });
    }
    const schemas = Object.fromEntries(tools.map(({ name, inputSchema }) => [name, inputSchema]));
    expect(schemas['transaction.view_all']).toMatchObject({
      properties: { limit: { type: 'integer', minimum: 0, maximum: 100 }, offset: { type: 'integer' } },
      required: ['limit', 'offset'],
    });
    expect(schemas['task.view']).toMatchObject({
      properties: { task_id: { type: 'string', pattern: '^task_[0-9a-f]{32}$' } },
      required: ['task_id'],
    });
    expect(Object.keys(schemas['agent.analysis']?.properties ?? {})).toEqual([
      'text',
      'files',
      'upload_ids',
      'idempotency_key',
    ]);
  });

  it('calls those that read, and gets what HTTP answers', async () => {
    const page = { limit: 2, offset: 0 };
    const reads: [tool: string, given: Record<string, unknown> | undefined, path: string][] = [
      ['user.view', undefined, `/users/${user.id}`],
      ['transaction.view_all', page, `/users/${user.id}/transactions?limit=2&offset=0`],
      ['task.view_all', page, `/users/${user.id}/tasks?limit=2&offset=0`],
      ['agent.supported_attachments', {}, `/users/${user.id}/agent/supported_attachments`],
      ['stripe.rate', {}, '/stripe/rate'],
      ['misc.health', {}, '/health'],
      ['misc.version', undefined, '/version'],
    ];
    for (const [tool, given, path] of reads) {
      const { isError, ...envelope } = await use(tool, given);
      expect([tool, isError]).toEqual([tool, false]);
      expect(envelope).toEqual(JSON.parse((await api.call('GET', path, user.key)).text));
    }
    const transaction_id = await aTransaction(user);
    expect(await use('transaction.view', { transaction_id })).toMatchObject({
      data: { id: transaction_id, description: 'Free credits on signup.' },
      message: 'Transaction fetched successfully.',
    });
  });

  it('opens the pages at Stripe; a named call is done once', async () => {
    expect(await use('stripe.portal')).toMatchObject({
      data: { url: expect.any(String) as string },
      message: 'Customer portal session created successfully.',
    });
    const given = { amount: 7, return_path: '', idempotency_key: 'my purchase' };
    const bought = await use('stripe.buy', given);
    expect(bought).toMatchObject({ data: { value_in_credits: 700 }, isError: false });
    expect(await use('stripe.buy', given)).toEqual(bought);
    expect(await use('stripe.buy', { ...given, amount: 8 })).toEqual(
      refused('The idempotency key was used with a different request.'),
    );
  });

  it('follows an analysis of text and files to its end', async () => {
    const heard: Progress[] = [];
    const bytes = Buffer.from('It is a file.').toString('base64');
    const given = { text: 'It is a text.', files: [{ name: 'a.txt', bytes }] };
    const [done] = await Promise.all([
      use('agent.analysis', given, { onprogress: (progress: Progress) => heard.push(progress) }),
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
    expect(await use('task.view', { task_id: done.data.id })).toMatchObject({ data: done.data });
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
    const [done] = await Promise.all([use('agent.analysis', { upload_ids: [upload.data.id] }), workOnNext()]);
    expect(done).toMatchObject({ data: { status: 'COMPLETED', result: { summary: ' | b.txt' } } });
  });

  it('is refused in the words of the API, as an error of the tool', async () => {
    const nothing = `task_${'0'.repeat(32)}`;
    const refusals: [tool: string, given: Record<string, unknown> | undefined, expected: unknown][] = [
      ['task.view', { task_id: nothing }, refused('Task with the given identifier does not exist.')],
      ['task.view', { task_id: '../../health' }, MISFIT],
      ['task.view', { task_id: 7 }, MISFIT],
      ['task.view', undefined, MISFIT],
      ['transaction.view_all', { limit: 101, offset: 0 }, MISFIT],
      ['transaction.view_all', { limit: 1.5, offset: 0 }, MISFIT],
      ['transaction.view_all', { limit: [1], offset: 0 }, MISFIT],
      ['transaction.view_all', {}, MISFIT],
      ['user.view', { user_id: user.id }, MISFIT],
      ['user.view', { idempotency_key: 'x' }, MISFIT],
      ['stripe.buy', undefined, refused('Request body is empty.')],
      ['stripe.buy', { amount: 1, return_path: '' }, refused('No credits rate found for the given amount.')],
      ['stripe.buy', { amount: 7, return_path: '', idempotency_key: '' }, MISFIT],
      ['agent.analysis', {}, refused('Request body is empty.')],
      ['agent.analysis', { text: '' }, MISFIT],
      ['agent.analysis', { files: [{ name: 'a.txt', bytes: 'no base64!' }] }, MISFIT],
      ['agent.analysis', { files: [{ name: 'a.txt' }] }, MISFIT],
      ['agent.analysis', { files: [null] }, MISFIT],
      ['agent.analysis', { files: 'a.txt' }, MISFIT],
      ['agent.analysis', { text: 'x'.repeat(100_001) }, MISFIT],
      [
        'agent.analysis',
        { files: [{ name: 'a.exe', bytes: '' }] },
        refused('The attachment type is not supported.'),
      ],
      [
        'agent.analysis',
        { upload_ids: ['upload_of_nobody'] },
        refused('Upload with the given identifier does not exist.'),
      ],
    ];
    for (const [tool, given, expected] of refusals)
      expect([tool, given, await use(tool, given)]).toEqual([tool, given, expected]);
  });

  it('may name its own user, and no other', async () => {
    const other = await api.user();
    const as = (User_Id: string) =>
      connected(era, `${server.url}/mcp`, { Authorization: user.key, 'User-Id': User_Id });
    const own = await as(user.id);
    expect(await use('user.view', {}, {}, own)).toMatchObject({ data: { id: user.id } });
    const foreign = await as(other.id);
    const FORBIDDEN = refused('You do not have access to the requested resource.');
    for (const tool of ['user.view', 'stripe.portal', 'misc.health'])
      expect(await use(tool, {}, {}, foreign)).toEqual(FORBIDDEN);
    const transaction_id = await aTransaction(other);
    expect(await use('transaction.view', { transaction_id })).toEqual(
      refused('Transaction with the given identifier does not exist.'),
    );
  });

  it('has the rights of its caller: an account that is not active reads itself only', async () => {
    const inactive = await api.registered();
    const own = await connected(era, `${server.url}/mcp`, { Authorization: inactive.bearer });
    expect(await use('user.view', {}, {}, own)).toMatchObject({ data: { id: inactive.id }, isError: false });
    expect(await use('task.view_all', { limit: 1, offset: 0 }, {}, own)).toEqual(
      refused('Please activate your account to access the requested resource.'),
    );
  });

  it('is told of a fault in one sentence', async () => {
    api.faults.before = (request) => {
      if (/^Get/.test(request)) throw new Error('a dependency’s own words');
    };
    expect(await use('user.view')).toEqual(refused('The service is temporarily unavailable.'));
    api.faults.before = (request) => {
      if (request.startsWith('POST /v1')) throw new TypeError('a stack');
    };
    expect((await use('stripe.portal')).isError).toBe(true);
  });
});

describe('an analysis that takes longer than a function may', () => {
  it('is answered as it stands, with the way to its end', async () => {
    const slow = await served(api, {}, () => 2_000);
    const by = await connected('2026-07-28', `${slow.url}/mcp`, { Authorization: user.key });
    expect(await use('agent.analysis', { text: 'Slowly.' }, {}, by)).toMatchObject({
      data: { status: 'PENDING' },
      message: 'Analysis started successfully. It is still running: ask for it with task.view and its id.',
      isError: false,
    });
    await slow.stop();
  });
});
