/** A stretch of a text, in UTF-16 code units, `end` excluded. */
export interface Stretch {
  start: number;
  end: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
const ABBREVIATION =
  /(?:^|[\s(])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|Lt|Col|Gen|Sen|Rep|Gov|Capt|Mt|Ft|vs|etc|e\.g|i\.e|cf|ca|approx|No|Vol|Fig|Inc|Ltd|Corp|Co|Bros|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|U\.S|U\.K|a\.m|p\.m)\.\s*$/;
/** A longer one is cut: nobody writes it, and nothing good is found in it. */
const MAX_LENGTH = 2_000;

function trimmed(text: string, { start, end }: Stretch): Stretch {
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}

/** The sentences of a text; a line of its own ends one too. */
export function sentencesOf(text: string): Stretch[] {
  const found: Stretch[] = [];
  let open: Stretch | undefined;
  for (const { segment, index } of segmenter.segment(text)) {
    open = { start: open?.start ?? index, end: index + segment.length };
    const tooLong = open.end - open.start > MAX_LENGTH;
    if (!tooLong && !segment.endsWith('\n') && ABBREVIATION.test(segment.slice(-12))) continue;
    found.push(open);
    open = undefined;
  }
  if (open) found.push(open);
  return found
    .flatMap(({ start, end }) => {
      const parts: Stretch[] = [];
      for (let at = start; at < end; at += MAX_LENGTH)
        parts.push({ start: at, end: Math.min(end, at + MAX_LENGTH) });
      return parts;
    })
    .map((stretch) => trimmed(text, stretch))
    .filter(({ start, end }) => end > start);
}
