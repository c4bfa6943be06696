import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { isolatedReader, READING_LIMITS } from '../../lib/files/reading/reader.ts';
import { blank, docx, pdf, picture } from '../support/documents.ts';

const signal = () => new AbortController().signal;
const file = (extension: string, bytes: Uint8Array) => ({
  type: { kind: 'document' as const, extension },
  bytes,
});
const imageFile = (extension: string, bytes: Uint8Array) => ({
  type: { kind: 'image' as const, extension },
  bytes,
});

jest.setTimeout(180_000);

/** The limits of the worker, on a machine that may be slower. */
const PATIENT = { ...READING_LIMITS, ms: 120_000 };
const LIMITS = { ms: 60_000, rssBytes: 400_000_000, heapMb: 160 };

/** A page that takes half a minute to look at: millions of drawing operations. */
async function slowPdf(): Promise<Uint8Array> {
  const { PDFDocument, PDFName } = await import('pdf-lib');
  const document = await PDFDocument.create();
  const stream = document.context.flateStream('q Q '.repeat(19_000_000));
  document.addPage().node.set(PDFName.of('Contents'), document.context.register(stream));
  return document.save();
}

/** What runs of the processes that this one started to read. */
const children = () =>
  readdirSync('/proc').filter((pid) => {
    try {
      return (
        readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('reading/child.ts') &&
        parentOf(pid) === process.pid
      );
    } catch {
      return false; // it has ended meanwhile
    }
  });
const parentOf = (pid: string) =>
  Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);

describe('a reading process', () => {
  it('reads what it is given, of several one after another', async () => {
    const reader = isolatedReader({}, LIMITS);
    const readings = Promise.all([
      reader.read(file('.pdf', await pdf(['Hello.'])), signal()),
      reader.read(file('.docx', docx(['World.'])), signal()),
      reader.read(imageFile('.png', await picture(['Tall']).png().toBuffer()), signal()),
    ]);
    await setTimeout(200);
    expect(children().length).toBeLessThanOrEqual(1);
    expect((await readings).map(({ sections }) => sections[0]?.text)).toEqual(['Hello.', 'World.', 'Tall']);
    expect(children()).toEqual([]);
  });

  it('reads a page of elements nested as deeply as they may be', async () => {
    const reader = isolatedReader({}, LIMITS);
    for (const tags of ['<div>', '<b><i>', '<table><tr><td>']) {
      const depth = Math.floor(790 / (tags.split('<').length - 1));
      const page = `<html><body><p>First.</p>${tags.repeat(depth)}Deep text.`;
      const { status, sections } = await reader.read(file('.html', Buffer.from(page)), signal());
      expect([tags, status, sections.at(-1)?.text]).toEqual([tags, 'read', 'Deep text.']);
    }
  });

  it('reads an image by its lines, dark on light and light on dark', async () => {
    const lines = ['The tower is 330 metres tall.', 'It opened in 1889.'];
    const reader = isolatedReader({}, PATIENT);
    for (const image of [picture(lines).png(), picture(lines).negate({ alpha: false }).png()])
      expect(await reader.read(imageFile('.png', await image.toBuffer()), signal())).toEqual({
        status: 'read',
        sections: lines.map((text, i) => ({ text, locator: `line ${i + 1}` })),
      });
  });

  it('that meets nonsense says unreadable, and the next one reads', async () => {
    const reader = isolatedReader({}, LIMITS);
    const unreadable = { status: 'unreadable', sections: [], note: 'The file could not be read.' };
    for (const extension of ['.pdf', '.docx', '.xlsx', '.png', '.mp4']) {
      const nonsense = (extension === '.png' ? imageFile : file)(extension, randomBytes(1_000));
      expect([extension, await reader.read(nonsense, signal())]).toEqual([extension, unreadable]);
    }
    expect((await reader.read(file('.txt', Buffer.from('x')), signal())).status).toBe('read');
  }, 180_000);

  it('that could not be started, or has no reader, says that it is no fault of the file', async () => {
    const ours = {
      status: 'unreadable',
      sections: [],
      note: 'The file could not be read: the reader did not work.',
      isOurFault: true,
    };
    const text = file('.txt', Buffer.from('x'));
    expect(await isolatedReader({}, LIMITS).read(file('.unknown', randomBytes(9)), signal())).toEqual(ours);
    // It ends before the file could be to blame.
    expect(await isolatedReader({ NODE_OPTIONS: '--no-such-option' }, LIMITS).read(text, signal())).toEqual(
      ours,
    );
    const missing = jest.replaceProperty(process, 'execPath', '/no/such/program');
    expect(await isolatedReader({}, LIMITS).read(text, signal())).toEqual(ours);
    missing.restore();
    // An image's decoder is native code, which a document's reader may not load.
    const image = await picture(['Tall']).png().toBuffer();
    expect(await isolatedReader({}, LIMITS).read(file('.png', image), signal())).toEqual(ours);
  }, 60_000);

  it('is killed when its time is up, and when nobody waits any more', async () => {
    const slow = file('.pdf', await slowPdf());
    const started = performance.now();
    // What takes a file so long, the file has caused.
    expect(await isolatedReader({}, { ...LIMITS, ms: 4_000 }).read(slow, signal())).toEqual({
      status: 'unreadable',
      sections: [],
      note: 'The file could not be read.',
    });
    const abort = new AbortController();
    const reading = isolatedReader({}, LIMITS).read(slow, abort.signal);
    await setTimeout(1_000);
    expect(children()).toHaveLength(1);
    abort.abort();
    expect((await reading).status).toBe('unreadable');
    expect((await isolatedReader({}, LIMITS).read(slow, abort.signal)).status).toBe('unreadable');
    expect(performance.now() - started).toBeLessThan(45_000);
    expect(children()).toEqual([]);
  });

  it('is killed when it takes more memory than it may', async () => {
    const image = await blank(6_000, 6_000).gif().toBuffer();
    const small = isolatedReader({}, { ...LIMITS, rssBytes: 100_000_000 });
    expect((await small.read(imageFile('.gif', image), signal())).status).toBe('unreadable');
    const long = file('.docx', docx(Array.from({ length: 60_000 }, (_, i) => `Paragraph ${i}.`)));
    const full = await isolatedReader({}, { ...LIMITS, heapMb: 12 }).read(long, signal());
    expect([full.status, full.isOurFault]).toEqual(['unreadable', undefined]);
    expect((await isolatedReader({}, LIMITS).read(long, signal())).status).toBe('partly_read');
  });

  it('stays within its memory with the largest that is taken', async () => {
    const reader = isolatedReader({}, PATIENT);
    const jpeg = await blank(8_064, 6_048).jpeg().toBuffer();
    expect((await reader.read(imageFile('.jpg', jpeg), signal())).status).toBe('no_text');
    const gif = await blank(5_000, 5_000).gif().toBuffer();
    expect((await reader.read(imageFile('.gif', gif), signal())).status).toBe('no_text');
    const long = docx(Array.from({ length: 100_000 }, (_, i) => `Paragraph ${i} says something of its own.`));
    expect((await reader.read(file('.docx', long), signal())).status).toBe('partly_read');
  }, 180_000);

  it('reads 50 pages in 2 s; three times that is let pass', async () => {
    const text = 'The tower is 330 metres tall, opened in 1889 and is made of iron. '.repeat(40);
    const document = file('.pdf', await pdf(Array.from({ length: 50 }, () => text)));
    let best = Infinity;
    for (let i = 0; i < 3; i++) {
      const started = performance.now();
      expect((await isolatedReader({}, PATIENT).read(document, signal())).sections).toHaveLength(50);
      best = Math.min(best, performance.now() - started);
    }
    process.stdout.write(`50 pages of PDF: ${best.toFixed(0)} ms\n`);
    expect(best).toBeLessThan(6_000);
  });

  it('gets no environment but what it is given', async () => {
    process.env.SECRET_OF_THE_TEST = 'x';
    const reading = isolatedReader({ LD_LIBRARY_PATH: undefined }, LIMITS).read(
      file('.pdf', await slowPdf()),
      AbortSignal.timeout(3_000),
    );
    await setTimeout(1_000);
    const [pid = ''] = children();
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('MALLOC_ARENA_MAX=2\0');
    await reading;
  });

  it('may read nothing but its code, start nothing, and run no native code unless for an image', async () => {
    const reading = isolatedReader({}, LIMITS).read(
      file('.pdf', await slowPdf()),
      AbortSignal.timeout(3_000),
    );
    await setTimeout(1_000);
    const [pid = ''] = children();
    const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    const flags = line.slice(
      1,
      line.findIndex((word) => word.endsWith('child.ts')),
    );
    await reading;
    const run = (script: string) =>
      spawnSync(process.execPath, [...flags, '-e', script], { encoding: 'utf8' });
    const forbidden = [
      `fs.readFileSync('/proc/${process.pid}/environ')`,
      "fs.writeFileSync('x', '')",
      "child_process.execSync('true')",
      "new worker_threads.Worker('', { eval: true })",
    ];
    for (const script of forbidden) expect(run(script).stderr).toContain('ERR_ACCESS_DENIED');
    expect(run("require('sharp')").stderr).toContain('ERR_DLOPEN_DISABLED');
    expect(run('fs.readFileSync(process.cwd() + "/package.json")').status).toBe(0);
  });
});
