import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rerun } from '../local/stack/rerun.ts';

const folder = mkdtempSync(join(tmpdir(), 'clara-rerun-'));
const sources = join(folder, 'sources');
const program = join(sources, 'deep', 'program.mjs');
afterAll(() => rmSync(folder, { recursive: true }));

it('a program is run anew when a file changes, also after it has failed, and ends with its keeper', async () => {
  mkdirSync(join(sources, 'deep'), { recursive: true });
  const write = (text: string) => writeFileSync(program, text);
  const greets = (name: string) => `console.log('hello ${name}'); setInterval(() => {}, 1000);`;
  write(greets('one'));
  const end = new AbortController();
  const pids: number[] = [];
  let printed = '';
  let heard: () => void = () => undefined;
  const start = () => {
    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe'] });
    pids.push(child.pid ?? 0);
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => {
        printed += chunk.toString();
        heard();
      });
    return child;
  };
  const until = async (words: string) => {
    while (!printed.includes(words)) await new Promise<void>((resolve) => (heard = resolve));
  };
  const running = rerun({
    start,
    folders: [sources],
    files: { folder, names: ['settings'] },
    say: () => undefined,
    signal: end.signal,
  });
  await until('hello one');
  write('throw new Error("broken")');
  await until('Error: broken');
  write(greets('two'));
  await until('hello two');
  write(greets('three'));
  await until('hello three');
  printed = '';
  writeFileSync(join(folder, 'unwatched'), '');
  writeFileSync(join(folder, 'settings'), '');
  await until('hello three');
  end.abort();
  await running;
  expect(pids.length).toBeGreaterThanOrEqual(5);
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow('ESRCH');
}, 60_000);
