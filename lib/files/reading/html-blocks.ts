import { superscript } from './superscript.ts';
import { BREAK, type TextFlow } from './text-flow.ts';

/** Elements that begin and end a paragraph. All others, unknown ones included, are within a line. */
export const BLOCKS: ReadonlySet<string> = new Set(
  (
    'address article aside blockquote body caption center col colgroup dd details dialog dir div dl dt fieldset ' +
    'figcaption figure footer form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol ' +
    'optgroup option p pre search section select summary svg table tbody td tfoot th thead tr ul text'
  ).split(' '),
);
/** Elements within a line that stand apart from the words around them. */
const BOXES = new Set('button input meter output progress textarea'.split(' '));
const LAYOUT = /^(?:presentation|none)$/i;

/** Puts the elements and texts of a page, one after another, into paragraphs and rows of tables. */
export class Blocks {
  readonly #flow: TextFlow;
  #text = '';
  readonly #raised: string[] = [];
  #preformatted = 0;
  /** of the open tables, which are only a frame for the page */
  readonly #frames: boolean[] = [];
  #headings = 0;
  #isInHead = false;
  #cells = 0;

  constructor(flow: TextFlow) {
    this.#flow = flow;
  }

  /** @param isBlock where the element's style says so */
  open(name: string, attributes: Readonly<Record<string, string>>, isBlock = BLOCKS.has(name)): void {
    if (isBlock) this.#endBlock();
    if (name === 'br') this.text(BREAK);
    else if (name === 'pre' || name === 'textarea') this.#preformatted++;
    else if (name === 'sup') this.#raised.push('');
    else if (name === 'table') {
      const isFrame = LAYOUT.test(attributes.role ?? '');
      this.#frames.push(isFrame);
      if (!isFrame) this.#flow.openTable();
    } else if (this.#frames.at(-1) === false) this.#openPart(name, attributes);
    if (BOXES.has(name)) this.#text += ' ';
  }

  text(text: string): void {
    const flat = this.#preformatted > 0 ? text.replace(/\r\n?|\n/g, BREAK) : text;
    const raised = this.#raised.pop();
    if (raised === undefined) this.#text += flat;
    else this.#raised.push(raised + flat);
  }

  close(name: string, isBlock = BLOCKS.has(name)): void {
    if (name === 'sup') {
      const raised = this.#raised.pop();
      if (raised !== undefined) this.text(superscript(this.#text, raised));
    }
    if (isBlock) this.#endBlock();
    if (name === 'pre' || name === 'textarea') this.#preformatted = Math.max(0, this.#preformatted - 1);
    else if (name === 'table') {
      if (this.#frames.pop() === false) this.#flow.closeTable();
    } else if (this.#frames.at(-1) === false) this.#closePart(name);
    if (BOXES.has(name)) this.#text += ' ';
  }

  end(): void {
    this.#endBlock();
    this.#flow.end();
  }

  #openPart(name: string, { colspan, rowspan }: Readonly<Record<string, string>>): void {
    if (name === 'thead') this.#isInHead = true;
    else if (name === 'tr') {
      this.#flow.openRow();
      this.#headings = this.#cells = 0;
    } else if (name === 'td' || name === 'th') {
      this.#cells++;
      if (name === 'th') this.#headings++;
      this.#flow.openCell(Number(colspan ?? 1), Number(rowspan ?? 1));
    }
  }

  #closePart(name: string): void {
    if (name === 'thead') this.#isInHead = false;
    else if (name === 'tr') {
      if (this.#isInHead || this.#headings === this.#cells) this.#flow.nameRow();
      this.#flow.closeRow();
    } else if (name === 'td' || name === 'th') this.#flow.closeCell();
  }

  #endBlock(): void {
    while (this.#raised.length > 0) {
      const raised = this.#raised.pop() ?? '';
      if (raised !== '') this.#text += superscript(this.#text, raised);
    }
    const text = this.#text.replace(/[^\S\u2028]+/g, ' ').trim();
    this.#text = '';
    if (text !== '') this.#flow.paragraph(text);
  }
}
