import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { clientOf, connected, ERAS } from '../support/mcp.ts';
import { freeBlock } from '../support/ports.ts';
import { type StackUser, stackUser } from '../support/stack-user.ts';

const root = join(import.meta.dirname, '../..');
const STACK = new URL(process.env.TEST_URL ?? '').origin;
const inspector = join(root, 'node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js');

let user: StackUser;
let child: ChildProcess;
let port: number;

const start = (env: NodeJS.ProcessEnv) =>
  spawn(process.execPath, ['local/mcp/start.js'], {
    cwd: root,
    env: { PATH: process.env.PATH, CLARA_URL: STACK, ...env },
  });

beforeAll(async () => {
  user = await stackUser();
  port = await freeBlock();
  child = start({ USER_ID: user.id, API_KEY_TOKEN: user.token, PORT: String(port) });
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error('npm run mcp ended')));
    child.stdout?.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(`ready http://127.0.0.1:${port}/mcp`)) resolve();
    });
  });
});
afterAll(() => child.kill());

const local = () => `http://127.0.0.1:${port}`;
const view = { name: 'user_view', arguments: {} };

describe.each(ERAS)('by revision %s', (era) => {
  it('a client connects to the API itself, with its address and its key', async () => {
    const client = await connected(era, `${STACK}/mcp`, { Authorization: `Bearer ${user.token}` });
    expect((await client.listTools()).tools).toHaveLength(12);
    expect(await client.callTool(view)).toMatchObject({ structuredContent: { data: { id: user.id } } });
    await client.close();
  });

  it('a client connects to npm run mcp without a header', async () => {
    const client = await connected(era, `${local()}/mcp`);
    expect((await client.listTools()).tools).toHaveLength(12);
    expect(await client.callTool(view)).toMatchObject({ structuredContent: { data: { id: user.id } } });
    await client.close();
  });

  it('a client there calls a tool by either name, and is told which argument is wrong', async () => {
    const client = await connected(era, `${local()}/mcp`);
    expect(await client.callTool({ name: 'user.view', arguments: {} })).toMatchObject({
      structuredContent: { data: { id: user.id } },
    });
    const wrong = await client.callTool({ name: 'task_view_all', arguments: { offset: 0, limit: null } });
    expect(wrong).toMatchObject({
      isError: true,
      content: [{ text: expect.stringContaining('invalid schema. `limit` is required.') as string }],
    });
    await client.close();
  });

  it('a client of its own key is its own user there, and no other', async () => {
    const other = await stackUser();
    const Authorization = `Bearer ${other.token}`;
    const client = await connected(era, `${local()}/mcp`, { Authorization });
    expect(await client.callTool(view)).toMatchObject({ structuredContent: { data: { id: other.id } } });
    const foreign = await connected(era, `${local()}/mcp`, { Authorization, 'User-Id': user.id });
    expect(await foreign.callTool(view)).toMatchObject({
      isError: true,
      structuredContent: { message: 'You do not have access to the requested resource.' },
    });
    await Promise.all([client.close(), foreign.close()]);
  });

  it('an analysis reports its progress while it runs, until its end', async () => {
    const client = await connected(era, `${local()}/mcp`);
    const heard: string[] = [];
    const bytes = Buffer.from('Paris is the capital of France.').toString('base64');
    const given = { text: 'Paris is the capital of Germany.', files: [{ name: 'a.txt', bytes }] };
    const done = await client.callTool(
      { name: 'agent_analysis', arguments: given },
      { onprogress: ({ message = '' }) => heard.push(message), timeout: 100_000 },
    );
    expect(done).toMatchObject({ isError: false, structuredContent: { data: { status: 'COMPLETED' } } });
    expect(heard[0]).toBe('PENDING');
    await client.close();
  });

  it('a client starts clara-mcp over stdio', async () => {
    const client = clientOf(era);
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [join(root, 'local/mcp/stdio.js')],
        env: { CLARA_URL: STACK, API_KEY_TOKEN: user.token },
      }),
    );
    expect((await client.listTools()).tools).toHaveLength(12);
    expect(await client.callTool(view)).toMatchObject({ structuredContent: { data: { id: user.id } } });
    // As the public documentation spells it.
    expect(await client.callTool({ name: 'user.view', arguments: {} })).toMatchObject({ isError: false });
    await client.close();
  });
});

describe('npm run mcp', () => {
  it('says what is missing or taken', async () => {
    const run = (env: NodeJS.ProcessEnv) =>
      new Promise<[number | null, string]>((resolve) => {
        const started = start(env);
        let said = '';
        started.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
        started.once('close', (code) => resolve([code, said.trim()]));
      });
    expect(await run({ PORT: 'eighty' })).toEqual([1, 'PORT is a whole number from 1 to 65535.']);
    expect(await run({ PORT: String(port) })).toEqual([1, 'PORT is taken: choose another.']);
    expect(await run({ CLARA_URL: 'here' })).toEqual([
      1,
      'CLARA_URL is the address of the API, such as http://127.0.0.1:3000.',
    ]);
  });

  it('without a token asks for one, and shows what it is for', async () => {
    const other = await freeBlock();
    const keyless = start({ PORT: String(other) });
    await new Promise((resolve) => keyless.stdout.once('data', resolve));
    const url = `http://127.0.0.1:${other}`;
    const { status, headers } = await fetch(`${url}/mcp`, { method: 'POST', body: '{}' });
    const metadata = `${url}/.well-known/oauth-protected-resource/mcp`;
    expect([status, headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer resource_metadata="${metadata}"`,
    ]);
    expect(await (await fetch(metadata)).json()).toMatchObject({ resource: `${url}/mcp` });
    keyless.kill();
  });

  it('tells an OAuth client in words that it can read that there is no authorization server', async () => {
    for (const path of ['/.well-known/oauth-authorization-server', '/register']) {
      const answer = await fetch(local() + path, { method: path === '/register' ? 'POST' : 'GET' });
      expect([answer.status, await answer.json()]).toEqual([
        404,
        {
          error: 'invalid_request',
          error_description: expect.stringContaining('Send the API key') as string,
        },
      ]);
    }
  });

  it('answers this machine only, and says that the old transport is gone', async () => {
    const rebound = await new Promise((resolve) =>
      request(`${local()}/mcp`, { method: 'POST', headers: { Host: 'evil.example.com' } }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      }).end('{}'),
    );
    expect(rebound).toBe(403);
    for (const [method, path] of [
      ['GET', '/sse'],
      ['POST', '/messages'],
    ] as const) {
      const answer = await fetch(local() + path, { method });
      expect([answer.status, await answer.json()]).toEqual([
        410,
        { data: null, message: 'This address is retired. Connect to /mcp instead.', status: 'error' },
      ]);
    }
  });
});

describe('the API itself', () => {
  it('tells where it is, and refuses an argument of 10 MB', async () => {
    const nobody = await fetch(`${STACK}/mcp`, { method: 'POST', body: '{}' });
    const metadata = `${STACK}/.well-known/oauth-protected-resource/mcp`;
    expect([nobody.status, nobody.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer resource_metadata="${metadata}"`,
    ]);
    expect(await (await fetch(metadata)).json()).toMatchObject({ resource: `${STACK}/mcp` });
    const params = { name: 'agent_analysis', arguments: { text: 'x'.repeat(10 * 1024 * 1024) } };
    const large = await fetch(`${STACK}/mcp`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${user.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
    });
    expect([large.status, await large.json()]).toEqual([
      413,
      { data: null, message: 'The request is too large.', status: 'error' },
    ]);
  });
});

describe('the official inspector', () => {
  /** Comes back when the server says so: each run is several calls, and a user has ten a second. */
  async function ran(command: string[]): Promise<string> {
    for (let left = 5; ; left--) {
      try {
        return (await promisify(execFile)(process.execPath, command, { maxBuffer: 10_000_000 })).stdout;
      } catch (error) {
        if (left === 0 || !/"status":429/.test(String(error))) throw error;
        await pause(1_000);
      }
    }
  }

  const inspect = async (...args: string[]) => {
    const header = ['--header', `Authorization: Bearer ${user.token}`];
    const command = [inspector, '--cli', `${STACK}/mcp`, ...args, ...header];
    return JSON.parse(await ran(command)) as {
      tools: { name: string }[];
      structuredContent: { status: string; data: { id: string }[] };
    };
  };
  const call = (name: string, ...given: string[]) =>
    inspect('--method', 'tools/call', '--tool-name', name, ...given.flatMap((arg) => ['--tool-arg', arg]));

  it('lists and calls every tool', async () => {
    const { tools } = await inspect('--method', 'tools/list');
    await call('agent_analysis', 'text=Paris is the capital of France.');
    const [task] = (await call('task_view_all', 'limit=1', 'offset=0')).structuredContent.data;
    const [transaction] = (await call('transaction_view_all', 'limit=1', 'offset=0')).structuredContent.data;
    const given: Record<string, string[]> = {
      transaction_view_all: ['limit=1', 'offset=0'],
      transaction_view: [`transaction_id=${transaction?.id}`],
      task_view_all: ['limit=1', 'offset=0'],
      task_view: [`task_id=${task?.id}`],
      agent_analysis: ['text=Paris is the capital of Germany.'],
      stripe_buy: ['amount=7', 'return_path=/done'],
    };
    expect(tools).toHaveLength(12);
    for (const { name } of tools) {
      const { structuredContent } = await call(name, ...(given[name] ?? []));
      expect([name, structuredContent.status]).toEqual([name, 'success']);
    }
  });
});
