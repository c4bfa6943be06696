import { execFile } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { portsFrom } from '../local/stack/stack.ts';
import { processesOf, ready, start, until } from './support/npm-start.ts';
import { allFree, freeBlock, isFree } from './support/ports.ts';

const login = (port: number) =>
  fetch(`http://127.0.0.1:${port}/api/v1/auth/session`, {
    method: 'POST',
    headers: {
      Authorization: `Basic ${Buffer.from('ada@example.com:a long enough secret').toString('base64')}`,
    },
  });

describe('npm start', () => {
  it('shows each part, gives a first call that works, keeps its data, and leaves nothing behind', async () => {
    const port = await freeBlock();
    const first = start(port);
    await ready(first);
    for (const part of ['functions', 'database', 'mail']) expect(first.output()).toContain(part);
    expect(first.output().trimEnd().split('\n').at(-1)).toBe(`ready http://127.0.0.1:${port}/api/v1`);

    const [printed = ''] = /curl .*\\\n.*/.exec(first.output()) ?? [];
    const { stdout } = await promisify(execFile)('bash', ['-c', printed]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'success', message: 'User registered successfully.' });
    expect(processesOf(port).length).toBeGreaterThan(0);
    first.child.kill('SIGINT');
    expect(await first.exit).toBe(0);
    expect(processesOf(port)).toEqual([]);
    expect(await allFree(port)).toBe(true);

    const second = start(port);
    await ready(second);
    expect((await login(port)).status).toBe(200);
    second.child.kill('SIGKILL');
    await second.exit;
    await until(
      'nothing is left of a killed stack',
      async () => processesOf(port).length === 0 && (await allFree(port)),
    );

    const third = start(port, ['--fresh']);
    await ready(third);
    expect((await login(port)).status).toBe(401);
    third.child.kill('SIGTERM');
    expect(await third.exit).toBe(0);
  }, 400_000);

  it('runs on a DynamoDB of one’s own', async () => {
    const port = await freeBlock();
    const DYNAMODB_ENDPOINT = process.env.AWS_ENDPOINT_URL_DYNAMODB;
    const started = start(port, [], { DYNAMODB_ENDPOINT });
    await ready(started);
    expect(started.output()).toContain(`${DYNAMODB_ENDPOINT} (DynamoDB of your own)`);
    expect((await login(port)).status).toBe(401);
    expect(await isFree(portsFrom(port).dynamodb)).toBe(true);
    started.child.kill('SIGINT');
    expect(await started.exit).toBe(0);
  }, 200_000);

  it('says in one sentence that an engine is unknown', async () => {
    const refused = start(await freeBlock(), [], { TABLE_ENGINE: 'sqlite' });
    expect(await refused.exit).toBe(1);
    expect(refused.output()).toContain('TABLE_ENGINE is dynoxide or dynamodb-local, not "sqlite".');
    expect(refused.output()).not.toContain('    at ');
  });

  it('says in one sentence that a port is taken, and starts nothing', async () => {
    const port = await freeBlock();
    const taken = portsFrom(port).dynamodb;
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(taken, '127.0.0.1', resolve));
    const refused = start(port);
    expect(await refused.exit).toBe(1);
    other.close();
    expect(refused.output().trim()).toBe(
      `Port ${taken} is taken: stop what uses it, or choose another block, such as PORT=${port + 100} npm start.`,
    );
    expect(processesOf(port)).toEqual([]);
  });

  it.each(['abc', '0', '70000', '3000.5'])('says in one sentence that PORT=%s is none', async (port) => {
    const refused = start(port);
    expect(await refused.exit).toBe(1);
    expect(refused.output().trim()).toBe('PORT is the first of ten ports: a whole number from 1 to 65526.');
  });
});
