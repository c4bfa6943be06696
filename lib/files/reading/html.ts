import { Readability } from '@mozilla/readability';
import { DOMParser } from 'linkedom';
import { decoded } from '../text.ts';
import type { ReadFormat } from './formats.ts';
import type { Sections } from './sections.ts';

/** An article shorter than this may be a guess: then the whole page is read. */
const MIN_ARTICLE_CHARACTERS = 1_000;
/** Finding it takes a multiple of the page's memory. */
const MAX_ARTICLE_BYTES = 1_000_000;
const ELEMENT = 1;
const TEXT = 3;

const HIDDEN = new Set('SCRIPT STYLE NOSCRIPT TEMPLATE SVG HEAD IFRAME OBJECT'.split(' '));
const INLINE = new Set(
  'A ABBR B BDI BDO CITE CODE DATA DEL DFN EM FONT I INS KBD MARK Q S SAMP SMALL SPAN STRONG SUB SUP TIME TT U VAR WBR'.split(
    ' ',
  ),
);

/** What is walked of a document: https://dom.spec.whatwg.org/#interface-node */
interface DomNode {
  nodeType: number;
  nodeName: string;
  nodeValue: string | null;
  firstChild: DomNode | null;
  nextSibling: DomNode | null;
}

interface PageDocument {
  title: string;
  body: DomNode;
}
// Both are typed by a browser's library, which is not there.
const Article = Readability as unknown as new (
  document: PageDocument,
  options: { serializer: (element: DomNode) => DomNode },
) => { parse: () => { content?: DomNode | null } | null };
const parser = new DOMParser() as unknown as {
  parseFromString: (html: string, type: 'text/html') => PageDocument;
};
const pageOf = (html: string) =>
  parser.parseFromString(
    /<(html|body)[\s>]/i.test(html) ? html : `<!doctype html><html><body>${html}</body></html>`,
    'text/html',
  );

/** The article of a page, or all of it where none stands out, by its blocks of text. */
export const readHtml: ReadFormat = (bytes, sections) => {
  const html = decoded(bytes) ?? '';
  const document = pageOf(html);
  const title = document.title.trim();
  if (title !== '') sections.add(title, 'title');
  const whole = blocksOf(document.body);
  const article = bytes.length <= MAX_ARTICLE_BYTES ? articleOf(document) : [];
  const characters = (blocks: string[]) => blocks.reduce((sum, block) => sum + block.length, 0);
  if (characters(article) < MIN_ARTICLE_CHARACTERS) return added(sections, whole);
  if (characters(article) < 0.9 * characters(whole))
    sections.note('The main text of the page was read; menus and other text around it were not.');
  return added(sections, article);
};

function added(sections: Sections, blocks: string[]) {
  for (const [i, block] of blocks.entries()) if (!sections.add(block, `paragraph ${i + 1}`)) break;
  return sections.reading();
}

/** Takes the document apart. */
function articleOf(document: PageDocument): string[] {
  const content = new Article(document, { serializer: (element) => element }).parse()?.content;
  return content ? blocksOf(content) : [];
}

/** The text between the borders of block elements, in order. */
function blocksOf(root: DomNode): string[] {
  const blocks: string[] = [];
  let text = '';
  const end = () => {
    const block = text.replace(/\s+/g, ' ').trim();
    if (block !== '') blocks.push(block);
    text = '';
  };
  const walk = (node: DomNode) => {
    if (node.nodeType === TEXT) text += node.nodeValue ?? '';
    if (node.nodeType !== ELEMENT) return;
    const name = node.nodeName.toUpperCase();
    if (HIDDEN.has(name)) return;
    const isBlock = !INLINE.has(name);
    if (isBlock) end();
    for (let child = node.firstChild; child; child = child.nextSibling) walk(child);
    if (isBlock) end();
  };
  walk(root);
  end();
  return blocks;
}
