import { execFile, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '../..');

const hasTools = ['bash', 'curl', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0);
/** Says plainly why nothing is tested where the reader's tools are not installed. */
export const itTyped = hasTools ? it : it.skip;
export const typing = (name: string): string =>
  hasTools ? name : `${name} (needs bash, curl and jq: apt-get install curl jq)`;

/** The blocks of code that the README has under a heading, of one language or of none, as they stand there. */
export function readmeBlocks(heading: string, language = ''): string[] {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const [own = ''] = section.split('\n## ');
  return [...own.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text = '']) =>
    name === language ? [text] : [],
  );
}

/** Runs what a reader is told to type, where the reader stands. @returns what it prints */
export async function typed(script: string): Promise<string> {
  const { stdout } = await promisify(execFile)('bash', ['-euo', 'pipefail', '-c', script], { cwd: root });
  return stdout;
}

/** Puts in what differs for every reader, and fails where a text does not say it (any more). */
export const filled = (text: string, places: Record<string, string>): string =>
  Object.entries(places).reduce((all, [place, value]) => {
    if (!all.includes(place)) throw new Error(`nothing to fill in: ${place}`);
    return all.replaceAll(place, value);
  }, text);
