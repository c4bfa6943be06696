import { Parser } from 'htmlparser2';
import { type Blocks, BLOCKS } from './html-blocks.ts';
import { isSeen, type Look, SEEN, Styles, type Tag } from './html-style.ts';
import type { LeftOut } from './left-out.ts';

/** Of characters, between two looks at whether more is wanted. */
const CHUNK = 65_536;

/** Elements of which a browser shows nothing, though they hold text. */
const NEVER_SHOWN = new Set(
  (
    'annotation annotation-xml audio canvas datalist iframe noembed noframes noscript object script style template ' +
    'title video'
  ).split(' '),
);
const NEVER_SHOWN_IN_SVG = new Set('desc defs metadata script style symbol title'.split(' '));
const STRUCK = new Set(['del', 's', 'strike']);
/** What the search for the article judges by. */
const KEPT = ['class', 'colspan', 'id', 'itemprop', 'role', 'rowspan'];
const INLINE = /^(?:a|abbr|b|bdi|bdo|cite|code|em|font|i|ins|kbd|label|mark|q|small|span|strong|time|u|var)$/;

interface Open {
  tag: Tag;
  look: Look;
  isShown: boolean;
  isBlock: boolean | undefined;
  /** the name under which it was written into the clean page, if it was */
  written: string;
}

export interface PageParts {
  title: string;
  /** the page again, with all tags in place and nothing that is not seen; '' when not asked for */
  clean: string;
  /** the most elements within each other */
  depth: number;
  elements: number;
}

/**
 * Reads a page as a browser shows it, as a stream: wherever `html`, `head` and `body` are, or are not.
 * @param isDone whether the rest of the page is not wanted
 */
export function readPage(
  html: string,
  blocks: Blocks,
  leftOut: LeftOut,
  { isCleanWanted, isDone }: { isCleanWanted: boolean; isDone: () => boolean },
): PageParts {
  const styles = new Styles();
  const open: Open[] = [];
  const tags: Tag[] = [];
  const clean: string[] = [];
  let title: string | undefined;
  let css = '';
  let depth = 0;
  let elements = 0;
  let hidden = 0;
  let hasStruck = false;
  let svgs = 0;

  const write = (...markup: string[]) => {
    if (isCleanWanted && svgs === 0) clean.push(...markup);
  };
  const endHidden = (isBlock: boolean) => {
    if (hidden > 0 && isBlock) {
      leftOut.hide('paragraph');
      hidden = 0;
    }
  };
  const parser = new Parser({
    onopentag(name, attributes) {
      const parent = open.at(-1);
      const tag = {
        name,
        id: attributes.id,
        classes: attributes.class?.split(/\s+/).filter(Boolean) ?? [],
      };
      tags.push(tag);
      const look = styles.lookOf(tags, attributes, parent?.look ?? SEEN);
      if (STRUCK.has(name)) look.isStruck = true;
      if (name === 'svg') svgs++;
      if (name === 'dialog' && attributes.open === undefined) look.isDisplayed = false;
      if (name === 'link' && /stylesheet/i.test(attributes.rel ?? '')) styles.isPartial = true;
      const isNever = svgs > 0 ? NEVER_SHOWN_IN_SVG.has(name) : NEVER_SHOWN.has(name);
      const isShown = (parent?.isShown ?? true) && !isNever;
      const isBlock = look.flow === undefined ? undefined : look.flow === 'block';
      const element: Open = { tag, look, isShown, isBlock, written: '' };
      open.push(element);
      depth = Math.max(depth, open.length);
      elements++;
      endHidden(isBlock ?? BLOCKS.has(name));
      if (!isShown || !look.isDisplayed) return;
      blocks.open(name, attributes, isBlock);
      if (name === 'html' || name === 'head' || name === 'body' || svgs > 0) return;
      element.written = isBlock === true && INLINE.test(name) ? 'div' : isBlock === false ? 'span' : name;
      const kept = KEPT.filter((each) => attributes[each] !== undefined);
      write(
        `<${element.written}${kept.map((each) => ` ${each}="${escaped(attributes[each] ?? '')}"`).join('')}>`,
      );
    },
    ontext(text) {
      const { tag, look, isShown } = open.at(-1) ?? { tag: undefined, look: SEEN, isShown: true };
      if (tag?.name === 'style') css += text;
      else if (tag?.name === 'title' && svgs === 0) title = (title ?? '') + text;
      if (!isShown || text === '') return;
      if (isSeen(look) && !look.isStruck) {
        blocks.text(text);
        write(escaped(text));
      } else if (text.trim() === '') return;
      else if (!isSeen(look)) hidden++;
      else hasStruck = true;
    },
    onclosetag() {
      const element = open.pop();
      tags.pop();
      if (!element) return;
      const { tag, look, isShown, isBlock, written } = element;
      if (tag.name === 'style') {
        styles.add(css);
        css = '';
      }
      endHidden(isBlock ?? BLOCKS.has(tag.name));
      if (hasStruck && open.at(-1)?.look.isStruck !== true) {
        leftOut.strike();
        hasStruck = false;
      }
      if (isShown && look.isDisplayed) blocks.close(tag.name, isBlock);
      if (written !== '' && !VOID.test(written)) write(`</${written}>`);
      if (tag.name === 'svg') svgs--;
    },
  });
  for (let at = 0; at < html.length && !isDone(); at += CHUNK) parser.write(html.slice(at, at + CHUNK));
  parser.end();
  endHidden(true);
  blocks.end();
  return {
    title: (title ?? '').replace(/\s+/g, ' ').trim(),
    clean: isCleanWanted ? cleanPage(title ?? '', clean.join('')) : '',
    depth,
    elements,
  };
}

const VOID = /^(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)$/;
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const cleanPage = (title: string, body: string) =>
  `<!doctype html><html><head><title>${escaped(title)}</title></head><body>${body}</body></html>`;
