import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Section } from '../../lib/files/files.ts';
import { embeddedEngine } from '../../lib/checker/engine.ts';
import { docx, pdf } from '../support/documents.ts';
import { passagesOf } from '../support/passages.ts';
import { readFile } from '../support/readings.ts';
import { wrapped } from '../support/wrapping.ts';

const folder = join(import.meta.dirname, 'written');
const all = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as {
  document: string;
  claim: string;
}[];
const engine = embeddedEngine();
const { signal } = new AbortController();

async function verdictsOn(claims: readonly string[], sections: Section[]): Promise<string[]> {
  const verdicts = claims.map(async (text) => {
    const material = { text, attachments: [{ name: 'article', sections }] };
    const found = await engine.claims(material, signal);
    const { judgements } = await engine.judge(await passagesOf(material, found.claims), signal);
    return judgements.map(({ verdict }) => verdict).join();
  });
  return Promise.all(verdicts);
}

const latin1 = (text: string) => Buffer.from(text.replace(/[^\x20-\x7e\n]/g, '-'), 'latin1');

describe.each(['zoo.txt', 'kettle.txt', 'ferry.txt'])('verdicts on %s', (document) => {
  const text = readFileSync(join(folder, 'documents', document), 'utf8');
  const paragraphs = text.split(/\n\s*\n/).map((each) => each.replace(/\s+/g, ' ').trim());
  const claims = all.filter((each) => each.document === document).map(({ claim }) => claim);
  const plain = async () =>
    verdictsOn(claims, (await readFile('article.txt', paragraphs.join('\n\n'))).sections);

  it.each<[string, string, () => string | Uint8Array | Promise<Uint8Array>]>([
    ['wrapped', 'article.txt', () => paragraphs.map((each) => wrapped(each, 62)).join('\n\n')],
    ['as UTF-16', 'article.txt', () => Buffer.from(`\ufeff${paragraphs.join('\n\n')}`, 'utf16le')],
    ['as Markdown', 'article.md', () => paragraphs.join('\n\n')],
    ['as DOCX', 'article.docx', () => docx(paragraphs)],
    [
      'as HTML',
      'article.html',
      () => paragraphs.map((each) => `<p>${each.replaceAll('&', '&amp;')}</p>`).join('\n'),
    ],
    [
      'as PDF',
      'article.pdf',
      () => pdf([latin1(paragraphs.map((each) => wrapped(each, 80)).join('\n\n')).toString('latin1')]),
    ],
  ])('are the same when it comes %s', async (_, name, content) => {
    const { sections } = await readFile(name, await content());
    expect(await verdictsOn(claims, sections)).toEqual(await plain());
  });

  it('are never turned round by the order of its paragraphs', async () => {
    const [title = '', ...others] = paragraphs;
    const { sections } = await readFile('article.txt', [title, ...others.toReversed()].join('\n\n'));
    const [before, after] = [await plain(), await verdictsOn(claims, sections)];
    // Out of its order, "it" may stand for nothing: then a verdict may be missing.
    const turned = claims.filter(
      (_, i) => before[i] !== after[i] && ![before[i], after[i]].includes('not_enough_evidence'),
    );
    expect(turned).toEqual([]);
  });
});
