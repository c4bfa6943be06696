import { decoded } from './decoded.ts';
import type { ReadFormat } from './formats.ts';
import { wordCounts } from './hyphens.ts';
import { inlineText } from './markdown-inline.ts';
import { paragraphsOf } from './paragraphs.ts';
import type { Sections } from './sections.ts';
import { addTable } from './tables.ts';

const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?=[ \t]|$)/;
const UNDERLINE = /^ {0,3}(?:=+|-{2,})[ \t]*$/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,99}|(?:-[ \t]*){3,99}|(?:_[ \t]*){3,99})$/;
const DELIMITERS = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*){0,200}\|?[ \t]*$/;
const DEFINITION = /^ {0,3}\[[^\]]{1,200}\]:[ \t]*\S/;
const FOOTNOTE = /^ {0,3}\[\^([^\]]{1,50})\]:[ \t]*/;

/**
 * The text of Markdown (CommonMark with the tables and struck text of GitHub) by its blocks, without its marks:
 * https://spec.commonmark.org, https://github.github.com/gfm.
 */
export const readMarkdown: ReadFormat = (bytes, sections) => {
  const { text, hasComments } = withoutComments(decoded(bytes) ?? '');
  const lines = text.replace(/\n?\f/g, '\n').split(/\r\n|[\r\n]/);
  const reading = new Blocks(sections, lines, hasComments);
  reading.read();
  return sections.reading();
};

/** Comments are replaced by the line breaks in them, so that lines keep their numbers. */
function withoutComments(text: string): { text: string; hasComments: boolean } {
  const parts: string[] = [];
  let from = 0;
  for (let at = text.indexOf('<!--'); at >= 0; at = text.indexOf('<!--', from)) {
    const close = text.indexOf('-->', at + 4);
    const end = close < 0 ? text.length : close + 3;
    parts.push(text.slice(from, at), text.slice(at, end).replace(/[^\n\r]+/g, ''));
    from = end;
  }
  return { text: [...parts, text.slice(from)].join(''), hasComments: from > 0 };
}

class Blocks {
  readonly #sections: Sections;
  readonly #lines: readonly string[];
  readonly #hidden: Set<string>;
  #counts: Map<string, number> | undefined;
  #tables = 0;
  #hasRoom = true;

  constructor(sections: Sections, lines: readonly string[], hasComments: boolean) {
    this.#sections = sections;
    this.#lines = lines;
    this.#hidden = new Set(hasComments ? ['comments'] : []);
  }

  read(): void {
    let prose: string[] = [];
    let at = 0;
    const flush = () => {
      this.#addProse(prose, at - prose.length);
      prose = [];
    };
    while (at < this.#lines.length && this.#hasRoom) {
      const line = this.#lines[at] ?? '';
      const next = this.#lines[at + 1] ?? '';
      const isInProse = (prose.at(-1) ?? '').trim() !== '';
      const fence = FENCE.exec(line)?.[1];
      if (fence) {
        flush();
        at = this.#addCode(at, fence);
      } else if (HEADING.test(line)) {
        flush();
        this.#add(line.replace(HEADING, '').replace(/[ \t]#+[ \t]*$/, ''), at);
        at++;
      } else if (line.includes('|') && next.includes('-') && DELIMITERS.test(next.trim().slice(0, 400))) {
        flush();
        at = this.#addTable(at);
      } else if (isInProse && UNDERLINE.test(line)) {
        const heading = prose.pop() ?? '';
        at--;
        flush();
        this.#add(heading, at);
        at += 2;
      } else {
        // A blank line in its place keeps the numbers of the lines.
        prose.push(RULE.test(line) || (DEFINITION.test(line) && !FOOTNOTE.test(line)) ? '' : line);
        at++;
      }
    }
    flush();
    if (this.#hidden.size > 0)
      this.#sections.note(`What does not show was left out: ${[...this.#hidden].join(', ')}.`);
  }

  #add(markdown: string, line: number): void {
    const { text, isStruck } = inlineText(markdown);
    if (isStruck) this.#hidden.add('struck text');
    if (text !== '') this.#hasRoom &&= this.#sections.add(text, `line ${line + 1}`);
  }

  #addProse(lines: readonly string[], first: number): void {
    const counts = () => (this.#counts ??= wordCounts(this.#lines.join('\n')));
    for (const { text, line } of paragraphsOf(lines, { counts })) {
      if (!this.#hasRoom) return;
      this.#add(text.replace(FOOTNOTE, '[$1] '), first + line);
    }
  }

  /** @returns the line behind it */
  #addCode(from: number, fence: string): number {
    let end = from + 1;
    const isEnd = (line: string) => line.trim().startsWith(fence) && /^[`~]+$/.test(line.trim());
    while (end < this.#lines.length && !isEnd(this.#lines[end] ?? '')) end++;
    const code = this.#lines.slice(from + 1, end).join('\n\n');
    this.#hasRoom &&= this.#sections.add(code, `line ${from + 2}`);
    return end + 1;
  }

  /** @returns the line behind it */
  #addTable(from: number): number {
    const header = cellsOf(this.#lines[from] ?? '');
    const rows = [header];
    let end = from + 2;
    for (; end < this.#lines.length; end++) {
      const line = this.#lines[end] ?? '';
      if (line.trim() === '' || !line.includes('|')) break;
      const cells = cellsOf(line);
      rows.push(header.map((_, i) => cells[i] ?? ''));
    }
    const plain = rows.map((row) =>
      row.map((cell) => {
        const { text, isStruck } = inlineText(cell);
        if (isStruck) this.#hidden.add('struck text');
        return text;
      }),
    );
    this.#hasRoom &&= addTable(this.#sections, plain, {
      table: this.#tables++,
      hasHeader: true,
      locatorOf: (row) => `line ${from + 1 + (row === 0 ? 0 : row + 1)}`,
    });
    return end;
  }
}

const cellsOf = (line: string): string[] =>
  line
    .trim()
    .replace(/^\|/, '')
    .replace(/\|$/, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim());
