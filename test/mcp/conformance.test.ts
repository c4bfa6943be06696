import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startHttp } from '../../local/mcp/http.ts';
import { fixtures } from '../support/conformance.ts';
import { startApi } from '../support/harness.ts';
import { type Era, ERAS, served } from '../support/mcp.ts';
import { stackUser } from '../support/stack-user.ts';

/** The official suite, run as anyone would run it against a server's address. */
const SUITE = join(import.meta.dirname, '../../node_modules/@modelcontextprotocol/conformance/dist/index.js');

const ASKS_BACK =
  'Before revision 2026-07-28 a server asks its client over a stream that outlives the request: that needs a session, and no function lives that long. Newer clients are asked within the answer.';
const SUBSCRIBES = 'Needs a session, too; and nothing that this server holds ever changes.';
const SESSIONS = 'Is about sessions: without one, the suite checks nothing.';
/** What does not pass, and why it may. A scenario that stands here and passes fails the test. */
const DOES_NOT_APPLY: Record<Era, Record<string, string>> = {
  '2026-07-28': {},
  '2025-11-25': {
    'tools-call-sampling': ASKS_BACK,
    'tools-call-elicitation': ASKS_BACK,
    'elicitation-sep1034-defaults': ASKS_BACK,
    'elicitation-sep1330-enums': ASKS_BACK,
    'resources-subscribe': SUBSCRIBES,
    'resources-unsubscribe': SUBSCRIBES,
    'server-session-lifecycle': SESSIONS,
    'server-sse-polling': SESSIONS,
    'server-sse-multiple-streams': SESSIONS,
  },
};

/** Every scenario of a revision; those of extensions (tasks, skills), which this server does not have, are of none. */
const scenariosOf = (era: Era): string[] =>
  execFileSync(process.execPath, [SUITE, 'list', '--server'])
    .toString()
    .split('\n')
    .flatMap((line) => {
      const [, name = '', revisions = ''] = /^ +- ([\w-]+) \[(.*)\]$/.exec(line) ?? [];
      return revisions.split(',').includes(era) ? [name] : [];
    });

interface Door {
  url: string;
  stop: () => Promise<void>;
}

const DOORS: Record<string, () => Promise<Door>> = {
  'POST /mcp': async () => {
    const api = await startApi({ extension: fixtures });
    const { key } = await api.user();
    // The suite calls as fast as it can: each second of the rate limit is over sooner here.
    const passing = setInterval(() => api.clock.advance(1_000), 20);
    const { url, stop } = await served(api, { authorization: key });
    return {
      url: `${url}/mcp`,
      stop: () => {
        clearInterval(passing);
        return stop();
      },
    };
  },
  'npm run mcp': async () => {
    const { id, token } = await stackUser();
    const url = (process.env.TEST_URL ?? '').replace('/api/v1', '');
    return startHttp({ url, token, userId: id, productName: 'Clara', port: 0 }, fixtures);
  },
};

/** @returns how many of each scenario's checks passed, and failed */
async function run(url: string, era: Era): Promise<Record<string, [passed: number, failed: number]>> {
  const folder = mkdtempSync(join(tmpdir(), 'clara-conformance-'));
  const args = ['server', '--url', url, '--suite', 'all', '--spec-version', era, '--output-dir', folder];
  const child = spawn(process.execPath, [SUITE, ...args]);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  await new Promise((resolve) => child.once('close', resolve));
  rmSync(folder, { recursive: true });
  const lines = [...printed.matchAll(/^. ([\w-]+): (\d+) passed, (\d+) failed$/gm)];
  return Object.fromEntries(
    lines.map(([, name = '', passed, failed]) => [name, [Number(passed), Number(failed)]]),
  );
}

describe.each(Object.keys(DOORS))('the official conformance suite against %s', (name) => {
  let door: Door;
  beforeAll(async () => (door = await (DOORS[name] as () => Promise<Door>)()));
  afterAll(() => door.stop());

  describe.each(ERAS)('by revision %s', (era) => {
    let results: Awaited<ReturnType<typeof run>>;
    beforeAll(async () => (results = await run(door.url, era)));
    const exempt = Object.keys(DOES_NOT_APPLY[era]);

    it.each(scenariosOf(era).filter((scenario) => !exempt.includes(scenario)))('%s passes', (scenario) => {
      const [passed, failed] = results[scenario] ?? [];
      expect([passed, failed]).toEqual([expect.any(Number), 0]);
      expect(passed).toBeGreaterThan(0);
    });
    it('what is said not to apply does not pass', () => {
      const others = Object.entries(results).filter(([, [passed, failed]]) => passed === 0 || failed > 0);
      expect(others.map(([scenario]) => scenario).sort()).toEqual(exempt.sort());
    });
  });
});
