import { Readability } from '@mozilla/readability';
import { DOMParser } from 'linkedom';
import type { Section } from '../files.ts';
import { decoded } from './decoded.ts';
import type { ReadFormat } from './formats.ts';
import { Blocks } from './html-blocks.ts';
import { readPage } from './html-page.ts';
import { LeftOut } from './left-out.ts';
import { type SectionTaker, tableCounter } from './rows.ts';
import type { Sections } from './sections.ts';
import { tablesOf, TextFlow } from './text-flow.ts';

/** An article shorter than this may be a guess: then the whole page is read. */
const MIN_ARTICLE_CHARACTERS = 1_000;
/** Finding it takes a multiple of the page's memory, and goes as deep as the page. */
const MAX_ARTICLE_BYTES = 1_000_000;
const MAX_ARTICLE_DEPTH = 400;
const MAX_ARTICLE_ELEMENTS = 30_000;
/** In which the title of a large page is looked for. */
const HEAD_CHARACTERS = 50_000;
const ELEMENT = 1;
const TEXT = 3;

/** What is walked of a document: https://dom.spec.whatwg.org/#interface-node */
interface DomNode {
  nodeType: number;
  nodeName: string;
  nodeValue: string | null;
  firstChild: DomNode | null;
  nextSibling: DomNode | null;
  getAttribute?: (name: string) => string | null;
}
// Both are typed by a browser's library, which is not there.
const Article = Readability as unknown as new (
  document: unknown,
  options: { serializer: (element: DomNode) => DomNode },
) => { parse: () => { content?: DomNode | null } | null };
const parser = new DOMParser() as unknown as {
  parseFromString: (html: string, type: 'text/html') => unknown;
};

/** The article of a page, or all of it where none is found, by its paragraphs and the rows of its tables. */
export const readHtml: ReadFormat = (bytes, sections) => {
  const html = decoded(bytes) ?? '';
  const leftOut = new LeftOut();
  if (bytes.length > MAX_ARTICLE_BYTES) {
    const page = { hasRoom: true };
    const add: SectionTaker['add'] = (...section) => (page.hasRoom &&= sections.add(...section));
    const head = html.slice(0, HEAD_CHARACTERS);
    const once = { isCleanWanted: false, isDone: () => false };
    const { title } = readPage(head, blocksInto(draft()), new LeftOut(), once);
    if (title !== '') sections.add(title, 'title');
    const isDone = () => !page.hasRoom;
    readPage(html, blocksInto({ add }), leftOut, { isCleanWanted: false, isDone });
    leftOut.note(sections);
    return sections.reading();
  }
  const whole = draft();
  const options = { isCleanWanted: true, isDone: () => false };
  const { title, clean, depth, elements } = readPage(html, blocksInto(whole), leftOut, options);
  if (title !== '') sections.add(title, 'title');
  const isSearched = depth <= MAX_ARTICLE_DEPTH && elements <= MAX_ARTICLE_ELEMENTS;
  const article = isSearched ? articleOf(clean) : [];
  const isArticle = characters(article) >= MIN_ARTICLE_CHARACTERS;
  if (isArticle && characters(article) < 0.9 * characters(whole.sections))
    sections.note('The main text of the page was read; menus and other text around it were not.');
  leftOut.note(sections);
  return added(sections, isArticle ? article : whole.sections);
};

function blocksInto(taker: SectionTaker): Blocks {
  let paragraphs = 0;
  return new Blocks(
    new TextFlow({
      paragraph: (text) => taker.add(text, `paragraph ${++paragraphs}`),
      tables: tablesOf(taker, tableCounter()),
      locateRow: (table, row) => `table ${table}, row ${row}`,
    }),
  );
}

/** Takes all, until it is known what is wanted of it. */
function draft(): SectionTaker & { sections: Section[] } {
  const sections: Section[] = [];
  return {
    sections,
    add(text, locator, row) {
      sections.push({ text, locator, ...(row && { row }) });
      return true;
    },
  };
}

const characters = (sections: readonly Section[]) => sections.reduce((sum, { text }) => sum + text.length, 0);

function added(sections: Sections, found: readonly Section[]) {
  for (const { text, locator, row } of found) if (!sections.add(text, locator, row)) break;
  return sections.reading();
}

/** @param clean a page with all its tags in place: the parser expects that */
function articleOf(clean: string): Section[] {
  const document = parser.parseFromString(clean, 'text/html');
  const content = new Article(document, { serializer: (element) => element }).parse()?.content;
  const article = draft();
  if (!content) return [];
  const blocks = blocksInto(article);
  walk(content, blocks);
  blocks.end();
  return article.sections;
}

function walk(node: DomNode, blocks: Blocks): void {
  if (node.nodeType === TEXT) blocks.text(node.nodeValue ?? '');
  if (node.nodeType !== ELEMENT) return;
  const name = node.nodeName.toLowerCase();
  const attributes = ['colspan', 'role', 'rowspan'].map((key) => [key, node.getAttribute?.(key)] as const);
  blocks.open(
    name,
    Object.fromEntries(
      attributes.filter((entry): entry is [(typeof entry)[0], string] => typeof entry[1] === 'string'),
    ),
  );
  for (let child = node.firstChild; child; child = child.nextSibling) walk(child, blocks);
  blocks.close(name);
}
