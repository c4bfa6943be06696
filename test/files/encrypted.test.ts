import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { attachmentGate } from '../../lib/files/gate.ts';
import { contentBytes } from '../../lib/files/inspection/pdf.ts';
import { readFormat } from '../../lib/files/reading/formats.ts';
import { Sections } from '../../lib/files/reading/sections.ts';
import { flate, rawPdf } from '../support/documents.ts';

/** One page, encrypted by qpdf; `owner`: the empty password opens it, `user`: it needs one. */
const sample = (name: string) => readFileSync(join(import.meta.dirname, 'samples', `${name}.pdf`));
const { inspect } = attachmentGate;
const UNSUPPORTED = 'unsupported_attachment';
/** Of its content, unpacked. */
const BYTES = 188;

it.each(['owner-40', 'owner-128', 'owner-aes', 'owner-256', 'owner-256-packed'])(
  '%s: a PDF that opens without a password is taken, measured and read',
  async (name) => {
    const bytes = sample(name);
    expect(await inspect('a.pdf', bytes)).toEqual({ kind: 'document', extension: '.pdf' });
    expect(contentBytes(bytes, 10_000)).toBeGreaterThanOrEqual(BYTES);
    expect(contentBytes(bytes, BYTES - 1)).toBe(BYTES);
    const reading = await (await readFormat('.pdf'))?.(bytes, new Sections(Infinity), '.pdf');
    expect([reading?.status, reading?.sections[0]?.text.slice(0, 17)]).toEqual(['read', 'The Norvik bridge']);
  },
);

it.each(['user-128', 'user-aes', 'user-256'])('%s: a PDF that needs a password is refused', async (name) => {
  expect(await inspect('a.pdf', sample(name))).toBe(UNSUPPORTED);
});

it('a PDF whose encryption is damaged, unknown or missing is refused', async () => {
  const bytes = sample('owner-128').toString('latin1');
  for (const [from, to] of [
    ['/Standard', '/Adobe.PS'],
    ['/R 3', '/R 7'],
    [/\/O <..../, '/O <0000'],
    [/\/P -\d/, '/P -9'],
    [/\/Encrypt \d+/, '/Encrypt 99'],
    ['/ID [<', '/ID [<00'],
  ] as const) {
    expect(bytes.replace(from, to)).not.toBe(bytes);
    expect([to, await inspect('a.pdf', Buffer.from(bytes.replace(from, to), 'latin1'))]).toEqual([
      to,
      UNSUPPORTED,
    ]);
  }
});

it('what only looks encrypted, many times, is refused soon', async () => {
  const objects = '\n1\n0\nobj'.repeat(400_000);
  for (const piece of [
    ...['/Encrypt<<', '/Encrypt 1 0 R', '/Encrypt<</Filter/Standard>>', 'trailer<<'],
    'trailer<</Encrypt 1 0 R>>trailer<</Encrypt 2 0 R>>trailer<</Encrypt<<>> >>',
    `trailer<</Encrypt 3 0 R/ID[${'('.repeat(5_000)}`,
  ]) {
    const more = piece.repeat(2_000_000 / piece.length);
    const start = process.cpuUsage();
    await inspect('a.pdf', rawPdf('', flate(10), `${objects}\n${more} endobj\n`));
    expect([piece.slice(0, 50), process.cpuUsage(start).user < 2_000_000]).toEqual([
      piece.slice(0, 50),
      true,
    ]);
  }
});
