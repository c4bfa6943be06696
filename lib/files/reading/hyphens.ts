/** Puts lines together that were one: with a space, or without where a word was divided. */

/** Of compounds that English writes with a hyphen: first parts and second parts. */
const FIRST =
  /^(?:self|well|half|cross|high|low|long|short|full|one|two|three|four|five|six|seven|eight|nine|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|cable|cost|large|small|single|double)$/i;
/** Ends of words: what stands before them is no first part. */
const ENDING =
  /^(?:ings?|ed|ered|ers?|est|ly|ness|ish|age|ages|y|ties|ty|teen|some|hood|ship|less|fully?|ments?|self|selves|way|ways)$/;
const SECOND =
  /^(?:based|stayed|years?|term|made|known|wide|free|speed|level|scale|class|sized?|called|related|driven|led|owned|built|friendly|looking|minded|sided|shaped|metres?|meters?|miles?|foot|feet|days?|weeks?|months?|hours?|minutes?|storey|law|the|specific|dependent|elect|bound|backed|funded|ranging|lasting|saving)$/i;
/** "Cable- and road bridges": the hyphen stands for a part that follows. */
const SUSPENDED = /^(?:and|or|to|und|oder|bis|et|ou|y|o)\b/;

const DIVIDED = /(^|[^\p{L}\p{M}\p{N}])([\p{L}\p{M}\p{N}'’]+(?:-[\p{L}\p{M}\p{N}'’]+)*)[-\u2010\u2011]$/u;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uffef]/u;
const TAIL = 60;

/** How often each word, hyphenated ones included, occurs in a document. */
export function wordCounts(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [word] of text.matchAll(/\p{L}[\p{L}\p{M}]*(?:[-\u2010\u2011]\p{L}[\p{L}\p{M}]*)*/gu)) {
    const plain = word.toLowerCase().replace(/[\u2010\u2011]/g, '-');
    counts.set(plain, (counts.get(plain) ?? 0) + 1);
  }
  return counts;
}

/**
 * A line and the one that goes on behind it. Of a hyphen at the end of a line nobody can say for certain whether it
 * divides a word: the form that the document has elsewhere is taken; else parts of which compounds are often made
 * keep it, numbers and names keep it, and all others are put together as one word.
 * @param counts of the document's words, asked only where a line ends in a hyphen
 */
export function joinLines(before: string, after: string, counts: () => Map<string, number>): string {
  const tail = before.slice(-TAIL);
  if (tail.endsWith('\u00ad')) return before.slice(0, -1) + after;
  const [, , left = ''] = DIVIDED.exec(tail) ?? [];
  if (left === '') return before + (isCjk(tail, after) ? '' : ' ') + after;
  if (SUSPENDED.test(after)) return `${before} ${after}`;
  const right = /^\p{Ll}[\p{L}\p{M}]*/u.exec(after.slice(0, TAIL))?.[0];
  if (right === undefined || /[-\p{N}]/u.test(left)) return before + after;
  const joined = counts().get((left + right).toLowerCase()) ?? 0;
  const hyphenated = counts().get(`${left}-${right}`.toLowerCase()) ?? 0;
  const isCompound =
    joined === hyphenated
      ? (FIRST.test(left) && !ENDING.test(right)) || SECOND.test(right)
      : hyphenated > joined;
  return (isCompound ? before : before.slice(0, -1)) + after;
}

const isCjk = (before: string, after: string) => CJK.test(before.slice(-1)) && CJK.test(after.slice(0, 1));
