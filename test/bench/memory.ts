import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { attachmentGate } from '../../lib/files/gate.ts';
import { isolatedReader, READING_LIMITS } from '../../lib/files/reading/reader.ts';
import { analystOf } from '../../lib/analysis/analyst.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { embeddedFacts } from '../../lib/checker/facts.ts';
import { blank, docx, pdf, picture, pptx, wav, xlsx } from '../support/documents.ts';

/**
 * Measures what the worker and the process that reads for it hold in RAM at most, together, in one analysis with five
 * files as large as they may be. Prints a JSON line a case, and last the largest: `{case, peak_mb, ms, statuses}`.
 * With a case as argument, that one only.
 */

const SENTENCE = 'The museum of Paris opened its hall number 24 in 1950 after a debate about the cost. ';
/** Of `bytes` at most, no two sentences the same. */
function prose(bytes: number, around: (sentence: string) => string = (each) => each): string {
  const parts: string[] = [];
  for (let size = 0, i = 0; ; i++) {
    const part = around(SENTENCE.replace('24', String(i)));
    size += part.length;
    if (size > bytes) return parts.join('');
    parts.push(part);
  }
}
const lines = (count: number) => Array.from({ length: count }, (_, i) => SENTENCE.replace('24', String(i)));

type Made = [name: string, bytes: Uint8Array];
const CASES: Record<string, () => Made | Promise<Made>> = {
  text: () => ['a.txt', Buffer.from(prose(5_000_000))],
  html: () => [
    'a.html',
    Buffer.from(
      `<!doctype html><html><body>${prose(4_900_000, (each) => `<p><b>${each}</b></p>`)}</body></html>`,
    ),
  ],
  csv: () => ['a.csv', Buffer.from(prose(5_000_000, (each) => `"${each}",1,2\n`))],
  png: async () => ['a.png', await blank(8_000, 4_990).png().toBuffer()],
  gif: async () => ['a.gif', await blank(5_000, 5_000).gif().toBuffer()],
  scan: async () => ['a.jpg', await picture(lines(30), { width: 3_000 }).jpeg().toBuffer()],
  pdf: async () => ['a.pdf', await pdf(Array.from({ length: 300 }, () => lines(25).join('')))],
  docx: () => ['a.docx', docx(lines(60_000))],
  pptx: () => [
    'a.pptx',
    pptx(lines(300).map((line, i) => ({ file: `slide${i + 1}`, lines: [line.repeat(20)] }))),
  ],
  xlsx: () => ['a.xlsx', xlsx({ Sheet: lines(60_000).map((line, i) => [line, i, null]) })],
  audio: () => ['a.wav', wav(2_490)],
};

const residentMb = (pid: number | string) => {
  try {
    return (
      Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) / 1_024
    );
  } catch {
    return 0; // it has ended
  }
};
const isMine = (pid: string) => {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[1] === String(process.pid);
  } catch {
    return false;
  }
};
const togetherMb = () =>
  readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid) && isMine(pid))
    .reduce((sum, pid) => sum + residentMb(pid), residentMb(process.pid));

/** Runs in a process of its own: what it took to make the file is not the worker's. */
async function measure(name: string, file: string): Promise<void> {
  const [fileName, bytes] = [basename(file), readFileSync(file)];
  const type = await attachmentGate.inspect(fileName, bytes);
  if (typeof type === 'string') throw new Error(`${name} of ${bytes.length} bytes is refused: ${type}`);
  const attachments = Array.from({ length: 5 }, (_, i) => ({
    name: `${i}-${fileName}`,
    type,
    bytes: Uint8Array.from(bytes),
  }));
  const analyst = analystOf({
    engine: embeddedEngine(),
    reader: isolatedReader({}, { ...READING_LIMITS, ms: 120_000 }),
    evidence: [embeddedFacts()],
    author: 'Clara',
    now: Date.now,
  });
  let sampled = 0;
  const sampler = setInterval(() => (sampled = Math.max(sampled, togetherMb())), 10);
  const start = performance.now();
  const signal = AbortSignal.timeout(600_000);
  const outcome = await analyst.analyse({ text: prose(20_000), attachments, charged: 2_000 }, signal);
  clearInterval(sampler);
  const peak = Math.max(sampled, process.resourceUsage().maxRSS / 1_024);
  const statuses = 'result' in outcome ? outcome.result.attachments.map(({ status }) => status) : [];
  const ms = Math.round(performance.now() - start);
  console.log(JSON.stringify({ case: name, peak_mb: Math.round(peak), ms, statuses }));
}

const [name, file] = process.argv.slice(2);
if (name !== undefined && file !== undefined) await measure(name, file);
else {
  const folder = mkdtempSync(join(tmpdir(), 'clara-memory-'));
  const peaks: { peak_mb: number }[] = [];
  for (const [each, make] of Object.entries(CASES)) {
    if (name !== undefined && name !== each) continue;
    const [fileName, bytes] = await make();
    writeFileSync(join(folder, fileName), bytes);
    const args = [import.meta.filename, each, join(folder, fileName)];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (!stdout) throw new Error(stderr);
    process.stdout.write(stdout);
    peaks.push(JSON.parse(stdout) as { peak_mb: number });
  }
  rmSync(folder, { recursive: true });
  console.log(JSON.stringify(peaks.sort((a, b) => b.peak_mb - a.peak_mb)[0]));
}
