/**
 * Mixed load on a stack of its own, for CALLS calls or MINUTES minutes, whichever is first. Fails on an answer of 5xx,
 * on memory that grows by more than a tenth after the first quarter, and on a ledger that does not add up.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LOCAL_SECRETS, portsFrom, startStack } from '../../local/stack/stack.ts';

const CALLS = Number(process.env.CALLS ?? 200_000);
const MINUTES = Number(process.env.MINUTES ?? 30);
const USERS = 40;
const PARALLEL = 16;
const PORT = Number(process.env.PORT ?? 3500);

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'clara-soak-'));
const stack = await startStack({ profile: 'clara', port: PORT, fresh: true, folder, say: () => undefined });

interface Envelope {
  data: Record<string, string> | null;
}
const statuses = new Map<number, number>();
let made = 0;

async function call(method: string, path: string, auth: string, body?: unknown): Promise<Envelope> {
  made++;
  const response = await fetch(stack.url + path, {
    method,
    headers: { Authorization: auth, ...(body !== undefined && { 'Content-Type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
  const text = await response.text();
  return text ? (JSON.parse(text) as Envelope) : { data: null };
}

interface Person {
  id: string;
  email: string;
  session: string;
  key: string;
}
const PUBLIC = LOCAL_SECRETS.PUBLIC_API_KEY;
const PASSWORD = 'a long enough secret';

async function person(index: number): Promise<Person> {
  const email = `soak-${index}@example.com`;
  const names = { first_name: 'Ada', last_name: 'Lovelace' };
  const { data } = await call('POST', '/auth/register', PUBLIC, { ...names, email, password: PASSWORD });
  const { emails } = (await (await fetch(`${stack.mailUrl}/store`)).json()) as {
    emails: { destination: { to: string[] }; body: { text: string } }[];
  };
  const letter = emails.findLast(({ destination }) => destination.to.includes(email));
  const code = /\b\d{6}\b/.exec(letter?.body.text ?? '')?.[0];
  await call('POST', `/users/${email}/activate`, PUBLIC, { code });
  const session = `Bearer ${data?.token}`;
  const key = await call('GET', `/users/${data?.id}/api_key`, session);
  return { id: data?.id ?? '', email, session, key: `Bearer ${key.data?.token}` };
}

/** What people do, and how often. */
const MIX: [weight: number, act: (who: Person) => Promise<unknown>][] = [
  [40, ({ id, key }) => call('GET', `/users/${id}`, key)],
  [20, ({ id, key }) => call('GET', `/users/${id}/transactions?limit=20&offset=0`, key)],
  [10, ({ id, key }) => call('GET', `/users/${id}/tasks?limit=5&offset=0`, key)],
  [8, ({ id, key }) => call('POST', `/users/${id}/agent/analysis`, key, { text: 'The moon is 5 km wide.' })],
  [6, ({ key }) => call('GET', '/stripe/rate', key)],
  [5, ({ id, session }) => call('PATCH', `/users/${id}`, session, { is_dark_mode: true })],
  [4, ({ id }) => call('GET', `/users/${id}`, 'Bearer clara_api_forged')],
  [
    3,
    async ({ key }) => {
      const { data } = await call('POST', '/stripe/buy', key, { amount: 5, return_path: '' });
      if (data?.url) await fetch(data.url, { method: 'POST', body: new URLSearchParams({ action: 'pay' }) });
    },
  ],
  [
    2,
    async (who) => {
      const { data } = await call('POST', `/users/${who.id}/api_key`, who.session);
      if (data?.token) who.key = `Bearer ${data.token}`;
    },
  ],
  [2, ({ id, key }) => call('GET', `/users/${id}/tasks/nothing`, key)],
];
const TOTAL = MIX.reduce((sum, [weight]) => sum + weight, 0);
function pick(): (who: Person) => Promise<unknown> {
  let at = Math.random() * TOTAL;
  for (const [weight, act] of MIX) if ((at -= weight) < 0) return act;
  throw new RangeError('the weights do not add up');
}

/** MB: of the process that runs the functions, as the kernel counts it. */
function memory(): number {
  const offline = `--httpPort ${portsFrom(PORT).offline}`;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (!command.includes(offline) || command.startsWith('sh ')) continue;
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
    } catch {
      // It ended while it was looked at.
    }
  }
  throw new Error('the functions do not run');
}

const people: Person[] = [];
for (let index = 0; index < USERS; index++) people.push(await person(index));

const begun = performance.now();
const end = begun + MINUTES * 60_000;
const samples: { made: number; mb: number }[] = [];
const sampler = setInterval(() => {
  samples.push({ made, mb: memory() });
  const { mb } = samples.at(-1) ?? { mb: 0 };
  console.log(`${made} calls, ${Math.round((performance.now() - begun) / 1000)} s, ${mb.toFixed(0)} MB`);
}, 10_000);

await Promise.all(
  Array.from({ length: PARALLEL }, async () => {
    while (made < CALLS && performance.now() < end) {
      const who = people[Math.floor(Math.random() * people.length)];
      if (who) await pick()(who);
    }
  }),
);
clearInterval(sampler);
samples.push({ made, mb: memory() });
const seconds = (performance.now() - begun) / 1000;

const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
const quarter = Math.floor(samples.length / 4);
const early = median(samples.slice(quarter, 2 * quarter + 1).map(({ mb }) => mb));
const late = median(samples.slice(-quarter - 1).map(({ mb }) => mb));
const failures = [...statuses].filter(([status]) => status >= 500);

/** A script of the project, beside the stack's stand-ins, which live in this process. */
async function run(script: string): Promise<boolean> {
  const env = { ...process.env, PORT: String(PORT) };
  const child = spawn(process.execPath, [join(root, script)], { env, stdio: 'inherit' });
  const [code] = (await once(child, 'exit')) as [number];
  return code === 0;
}
const addsUp = (await run('local/ingest.ts')) && (await run('local/audit.ts'));
await stack.stop();
rmSync(folder, { recursive: true, force: true });

console.log(
  JSON.stringify({
    calls: made,
    seconds: Math.round(seconds),
    statuses: Object.fromEntries([...statuses].sort()),
    early_mb: Math.round(early),
    late_mb: Math.round(late),
    growth: Number((late / early).toFixed(3)),
  }),
);
if (failures.length > 0 || late > early * 1.1 || !addsUp) process.exitCode = 1;
process.exit();
