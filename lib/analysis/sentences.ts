import { goesOn } from '../prose/abbreviations.ts';
import { lineRoles } from '../prose/line-breaks.ts';

/** A stretch of a text, in UTF-16 code units, `end` excluded. */
export interface Stretch {
  start: number;
  end: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
/** A longer one is cut: nobody writes it, and nothing good is found in it. */
const MAX_LENGTH = 2_000;
/** What is looked at on either side of a full stop. */
const CONTEXT = 24;

function trimmed(text: string, { start, end }: Stretch): Stretch {
  while (start < end && /\s/.test(text.charAt(start))) start++;
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return { start, end };
}

/**
 * The sentences of a text, where they stand in it. The end of a line ends one only where it ends what the line says:
 * before a blank line, a list item, behind a heading; not where a long line was wrapped. List markers and the marks
 * of quoted mail are part of no sentence.
 */
export function sentencesOf(text: string): Stretch[] {
  const plain = withoutWrapping(text);
  const found: Stretch[] = [];
  let open: Stretch | undefined;
  const close = (end: number) => {
    if (open) found.push({ start: open.start, end });
    open = undefined;
  };
  for (const { segment, index } of segmenter.segment(plain)) {
    open ??= { start: index, end: index };
    // Before a number that a small letter follows, the segmenter sees no end: "… in 1998. 38,000 vehicles use it."
    for (const at of endsBeforeNumbers(segment)) {
      if (goesOn(lastOf(plain, open.start, index + at), '0')) continue;
      close(index + at);
      open = { start: index + at, end: index + at };
    }
    const end = index + segment.length;
    const isTooLong = end - open.start > MAX_LENGTH;
    if (!isTooLong && !segment.endsWith('\n') && end < plain.length) {
      const before = lastOf(plain, open.start, end);
      if (before === '') open = undefined;
      if (before === '' || goesOn(before, plain.slice(end, end + CONTEXT))) continue;
    }
    close(end);
  }
  close(plain.length);
  return found
    .flatMap(({ start, end }) => {
      const parts: Stretch[] = [];
      for (let at = start; at < end; at += MAX_LENGTH)
        parts.push({ start: at, end: Math.min(end, at + MAX_LENGTH) });
      return parts;
    })
    .map((stretch) => trimmed(plain, stretch))
    .filter(({ start, end }) => end > start);
}

/** The last characters of a stretch, without the space at its end. */
function lastOf(text: string, start: number, end: number): string {
  const stop = trimmed(text, { start, end }).end;
  return text.slice(Math.max(start, stop - CONTEXT), stop).trimStart();
}

/** Places behind a full stop and a space, before a number. */
function endsBeforeNumbers(segment: string): number[] {
  return [...segment.matchAll(/[\p{L}\p{N})%"”’]{2}\.["'”’)]?\s+(?=\d)/gu)].map(
    ({ index, 0: match }) => index + match.length,
  );
}

const hardEnd = (end: string) => (end === '' ? '' : '\n'.padStart(end.length));

/** The same text, code unit by code unit, with spaces for the line breaks and markers that are no part of what it says. */
function withoutWrapping(text: string): string {
  const parts: string[] = [];
  let run: { text: string; end: string }[] = [];
  const flush = () => {
    const roles = lineRoles(run.map((line) => line.text));
    for (const [i, line] of run.entries()) {
      const { marker = 0, isEnd = true } = roles[i] ?? {};
      parts.push(
        ' '.repeat(marker),
        line.text.slice(marker),
        isEnd ? hardEnd(line.end) : ' '.repeat(line.end.length),
      );
    }
    run = [];
  };
  for (const [, line = '', end = ''] of text.matchAll(
    /([^\n\r\u0085\u2028\u2029]*)(\r\n|[\n\r\u0085\u2028\u2029]|$)/g,
  )) {
    if (line.trim() === '' || (line.length < 100 && /^[\s>]*$/.test(line))) {
      flush();
      parts.push(' '.repeat(line.length), hardEnd(end));
    } else run.push({ text: line, end });
  }
  flush();
  return parts.join('');
}
