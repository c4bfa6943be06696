import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import { format } from 'prettier';

/** One table of figures with what it means. */
export interface Section {
  title: string;
  /** paragraphs in Markdown: what was measured, and against what */
  about: string[];
  /** names of the columns; the first one names the row */
  columns: string[];
  rows: [name: string, ...figures: (number | string)[]][];
}

const root = join(import.meta.dirname, '../..');
/** What is measured beside us; it has an install of its own. */
export const PEERS = join(import.meta.dirname, 'peers');

/** Three digits that count: no run repeats more of them. */
export const figure = (value: number | string): string => {
  if (typeof value === 'string' || Number.isInteger(value)) return value.toLocaleString('en');
  return value.toLocaleString('en', { maximumSignificantDigits: 3 });
};

function tableOf({ columns, rows }: Section): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, column) => (column === 0 ? '---' : '---:'));
  return [line(columns), line(rule), ...rows.map((row) => line(row.map(figure)))].join('\n');
}

const versionOf = (name: string, within = root) =>
  (
    JSON.parse(readFileSync(join(within, 'node_modules', name, 'package.json'), 'utf8')) as {
      version: string;
    }
  ).version;
/** @throws where the peers are not installed */
export const peerVersion = (name: string) => versionOf(name, PEERS);

/** What a program prints on a line of its own. @returns undefined where there is no such program */
function printed(command: string, ...args: string[]): string | undefined {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? (stdout + stderr).split('\n')[0] : undefined;
}

/** What a run begins with. The commit is asked for before the run writes into the tree. */
export const beginning = () => ({
  at: new Date(),
  load: loadavg(),
  commit: printed('git', 'describe', '--always', '--dirty') ?? 'unknown',
});
type Beginning = ReturnType<typeof beginning>;

/** The machine, its load and what ran on it, at the moment of asking. */
function conditions(begun: Beginning): string[] {
  const processors = cpus();
  const load = (values: number[]) => values.map((value) => value.toFixed(2)).join(', ');
  const engine = process.env.TABLE_ENGINE ?? `dynoxide ${versionOf('@dynoxide/linux-x64')}`;
  const java = printed('java', '-version');
  const peers = [
    existsSync(join(PEERS, 'node_modules')) && `Better Auth ${peerVersion('better-auth')}`,
    java !== undefined &&
      `DynamoDB Local as in amplify-dynamodb-simulator ${versionOf('amplify-dynamodb-simulator')}, on ${java}`,
  ].filter((peer) => peer !== false);
  return [
    `- Date: ${begun.at.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${Math.round((Date.now() - begun.at.getTime()) / 1_000)} s long`,
    `- Machine: ${processors.length} × ${processors[0]?.model.trim() ?? 'unknown processor'}, ${Math.round(totalmem() / 2 ** 30)} GB, ${process.platform} ${process.arch}`,
    `- Load average (1, 5, 15 minutes): ${load(begun.load)} before, ${load(loadavg())} after; others may have worked on the machine meanwhile`,
    `- Commit ${begun.commit}`,
    `- Node ${process.versions.node}, V8 ${process.versions.v8}, SQLite ${process.versions.sqlite}; engine ${engine}, AWS SDK ${versionOf('@aws-sdk/client-dynamodb')}`,
    `- Peers: ${peers.join('; ')}`,
  ];
}

/** The whole file. */
export async function reportOf(sections: readonly Section[], begun: Beginning): Promise<string> {
  const head = [
    '# Benchmarks',
    'Printed by `npm run bench`, not written by hand. What is compared takes turns within one run, so that a ratio holds where a single time does not; every ratio is to a limit measured in that same run. What is deterministic (requests and units a call, bytes) is held by tests.',
    conditions(begun).join('\n'),
  ];
  const parts = sections.flatMap((section) => [`## ${section.title}`, ...section.about, tableOf(section)]);
  return format([...head, ...parts].join('\n\n'), { parser: 'markdown' });
}
