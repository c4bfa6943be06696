import { goesOn } from '../../prose/abbreviations.ts';
import { type Layout, lineRoles } from '../../prose/line-breaks.ts';
import { joinLines } from './hyphens.ts';

/** Lines that belong together, as one text without line breaks. */
export interface Paragraph {
  text: string;
  /** the index of its first line */
  line: number;
}

export interface ParagraphOptions {
  /** how often each word occurs in the whole document: where a word was divided, its other occurrences decide */
  counts: () => Map<string, number>;
  /** whether a line that ends with a sentence ends the paragraph: for what has a place or a time for each line */
  breaksAtSentences?: boolean;
  /** where the lines of a run stand, if anything but their letters tells it */
  layoutOf?: (firstLine: number, lines: readonly string[]) => Layout | undefined;
}

const isBlank = (line: string) => line.trim() === '' || (line.length < 100 && /^[\s>]*$/.test(line));

/**
 * The paragraphs of a document: a line that was only wrapped is joined to the one before, and a word divided at its
 * end is put together. Blank lines, list items, headings, rows of tables and labels stay apart. The markers of list
 * items and of quoted mail are left out.
 */
export function* paragraphsOf(lines: Iterable<string>, options: ParagraphOptions): Generator<Paragraph> {
  let run: string[] = [];
  let index = 0;
  for (const line of lines) {
    if (isBlank(line)) {
      yield* paragraphsIn(run, index - run.length, options);
      run = [];
    } else run.push(line);
    index++;
  }
  yield* paragraphsIn(run, index - run.length, options);
}

function* paragraphsIn(
  run: readonly string[],
  first: number,
  { counts, breaksAtSentences = false, layoutOf }: ParagraphOptions,
): Generator<Paragraph> {
  if (run.length === 0) return;
  const roles = lineRoles(run, layoutOf?.(first, run));
  const words = run.map((line, i) => line.slice(roles[i]?.marker ?? 0).trim());
  let parts: string[] = [];
  for (const [i, line] of words.entries()) {
    const last = parts.pop();
    // Only the last line decides how the next one is joined: a paragraph may have as many as a book.
    if (last !== undefined) parts.push(joinLines(last, line, counts).slice(0, -line.length || undefined));
    parts.push(line);
    const isEnd = roles[i]?.isEnd === true || (breaksAtSentences && endsSentence(line, words[i + 1] ?? ''));
    if (!isEnd && i < words.length - 1) continue;
    const text = parts.join('');
    if (text !== '') yield { text, line: first + i - parts.length + 1 };
    parts = [];
  }
}

/** Whether a line ends with the end of a sentence. @param next the line behind it */
export const endsSentence = (line: string, next: string) =>
  /[.!?…。！？]["'”’»)\]]*$/.test(line) && !goesOn(line.slice(-24), next.slice(0, 24));
