import { isMonth, isStarter } from './abbreviations.ts';

/**
 * Whether the end of a line is the end of what it says. Editors, mail programs and printed pages break lines where
 * the next word has no room: such a break says nothing. Others divide list items, headings, rows and labels.
 */

/** What is known of a line's neighbours by other means than its letters. */
export interface Layout {
  /** Whether the first word of the next line would have had room at the end of this one. */
  hasRoom: (line: number) => boolean;
}

/** For each line of a run without blank ones. */
export interface LineRole {
  /** UTF-16 code units at its start that are a quotation mark of mails or the marker of a list item or a heading */
  marker: number;
  /** whether the line break behind it ends what it says */
  isEnd: boolean;
}

/** Only so much of a line's start and end is looked at: lines can be as long as a book. */
const EDGE = 120;
/** No text for people is wrapped at fewer columns: lines this short are labels. */
const NARROW = 24;
/** The share of a paragraph's width up to which a line may be a heading. */
const SHORT = 0.75;

const QUOTE = /^[ \t]{0,8}(?:>[ \t]?){1,20}/;
const HEADING = /^#{1,6}[ \t]+(?=\S)/;
const BULLET = /^[ \t]*(?:[•◦▪●‣▸■□✓✔➤·][ \t]*|[-–—*+][ \t]+)(?:\[[ xX]\][ \t]+)?(?=\S)/;
const NUMBERED = /^[ \t]*(\d{1,3})\.[ \t]+(?=\S)/;
const LETTERED = /^[ \t]*\(?(?:\d{1,2}|[ivx]{1,4}|[A-Za-z])\)[ \t]+(?=\S)/;
const RULE = /^[ \t]*(?:[-=*_~][ \t]*){3,120}$/;

const SENTENCE_END = /[.!?…:。！？]["'”’»)\]*_]*$/;
const UNFINISHED =
  /(?:[,;(/&–—-]|(?:^|[\s("'“„‘«[])(?:the|an?|of|in|on|at|by|to|for|from|with|without|and|or|but|nor|not|no|never|is|are|was|were|be|been|being|has|have|had|do|does|did|will|would|can|could|may|might|must|shall|should|that|which|who|whom|whose|than|as|its|their|his|her|our|your|my|this|these|those|between|against|into|onto|over|under|about|near|per|very|more|most|less|some|any|all|both|each|every|if|when|while|because|until|since|during|after|before|through|across|only|also|called|named|der|die|das|den|dem|des|eine?|einen|einem|einer|und|oder|von|vom|zu|zum|zur|mit|im|am|auf|für|über|nicht|ist|war|wird|le|les|la|une?|du|de|et|ou|à|au|aux|en|par|pour|sur|dans|avec|est|ne|pas|que|qui|el|los|las|del|y|o|con|sin|es|fue|se|su|Mr|Mrs|Ms|Dr|Prof|St|[A-Z])\.?)$/;
const FINITE_VERB =
  /\b(?:is|are|was|were|has|have|had|will|would|can|could|may|does|did|says?|said|ist|war|wird|hat|est|était|es|fue)\b/i;
const PRONOUN = /^(?:It|He|She|They|This|These|Those|There|We|You)\b/;
const FIELD = /^\p{Lu}[\p{L}\p{N} -]{0,24}: \S/u;
const LOWER = /^["'“„‘«(]*\p{Ll}/u;
const CONTINUATION = /^[,;:.!?)\]%»”’…]/;
const CAPITAL = /^["'“„‘«([]*[\p{Lu}\p{N}]/u;

interface Line {
  text: string;
  head: string;
  tail: string;
  length: number;
  quotes: number;
  prefix: number;
}

function lineOf(raw: string): Line {
  const quote = QUOTE.exec(raw.slice(0, EDGE))?.[0] ?? '';
  const text = raw.slice(quote.length);
  const end = text.trimEnd();
  return {
    text: end,
    head: text.slice(0, EDGE).trimStart(),
    tail: end.slice(-EDGE),
    length: end.length,
    quotes: quote.split('>').length - 1,
    prefix: quote.length,
  };
}

/** A paragraph's lines by their columns: greedy wrapping leaves no room for the next word. */
function columns(lines: readonly Line[]): Layout {
  const width = lines.reduce((most, { length }) => Math.max(most, length), 0);
  return {
    hasRoom: (i) => {
      const next = lines[i + 1];
      const word = /^\S*/.exec(next?.head ?? '')?.[0].length ?? 0;
      return (lines[i]?.length ?? 0) + 1 + word <= width;
    },
  };
}

/**
 * What each line of a run is. The run holds no blank line.
 * @param layout what is known of the lines' places; by default their columns
 */
export function lineRoles(raw: readonly string[], layout?: Layout): LineRole[] {
  const lines = raw.map(lineOf);
  const { hasRoom } = layout ?? columns(lines);
  const markers = markersOf(lines, hasRoom);
  const areLabels = isListOfLabels(lines, hasRoom) || doAllStartAnew(lines);
  const width = lines.reduce((most, { length }) => Math.max(most, length), 0);
  let isStart = true;
  return lines.map((line, i) => {
    const next = lines[i + 1];
    const role = { marker: line.prefix + (markers[i] ?? 0), isEnd: true };
    if (next) role.isEnd = isEnd(line, next, isStart, i);
    isStart = role.isEnd || SENTENCE_END.test(line.tail);
    return role;
  });

  function isEnd(line: Line, next: Line, isWholeLine: boolean, i: number): boolean {
    if ((markers[i + 1] ?? 0) > 0 || line.quotes !== next.quotes || HEADING.test(line.head)) return true;
    if (isTabular(line) || isTabular(next) || RULE.test(line.tail) || RULE.test(next.head)) return true;
    if (FIELD.test(line.head) && FIELD.test(next.head)) return true;
    if (LOWER.test(next.head) || CONTINUATION.test(next.head)) return false;
    if (UNFINISHED.test(line.tail)) return false;
    if (isWholeLine && isInCapitals(line.text) && !isInCapitals(next.text)) return true;
    if (!SENTENCE_END.test(line.tail) && (PRONOUN.test(next.head) || areLabels)) return true;
    return isWholeLine && CAPITAL.test(next.head) && hasRoom(i) && isHeading(line, next);
  }

  function isHeading(line: Line, next: Line): boolean {
    if (line.length > EDGE || (!layout && line.length > SHORT * width)) return false;
    if (/[.!?]["'”’)]* \p{Lu}/u.test(line.text)) return false;
    return !FINITE_VERB.test(line.text) || isStarter(next.head);
  }
}

const isInCapitals = (text: string) => text.length < EDGE && /\p{Lu}{4}/u.test(text) && !/\p{Ll}/u.test(text);

/** Cells, not words, stand behind wide gaps. Two spaces stand behind a full stop, or justify a line. */
const isTabular = ({ text }: Line): boolean => {
  const inner = text.trim();
  return inner.includes('\t') || inner.includes('   ') || inner.includes(' | ') || inner.startsWith('|');
};

function markersOf(lines: readonly Line[], hasRoom: Layout['hasRoom']): number[] {
  const numbers = lines.map(({ text }) => Number(NUMBERED.exec(text.slice(0, EDGE))?.[1] ?? NaN));
  const counted = new Set<number>();
  let last: number | undefined;
  for (const [i, number] of numbers.entries()) {
    if (Number.isNaN(number)) continue;
    if (last !== undefined && numbers[last] === number - 1) counted.add(last).add(i);
    last = i;
  }
  const bullets = new Map<string, number>();
  for (const { head, text } of lines)
    if (BULLET.test(text.slice(0, EDGE))) bullets.set(head.charAt(0), (bullets.get(head.charAt(0)) ?? 0) + 1);
  return lines.map(({ text, head }, i) => {
    const start = text.slice(0, EDGE);
    const before = lines[i - 1];
    const isFree = !before || SENTENCE_END.test(before.tail) || hasRoom(i - 1);
    const heading = HEADING.exec(start)?.[0].length;
    if (heading) return heading;
    const bullet = BULLET.exec(start)?.[0].length;
    if (bullet)
      return isFree || !/[-–—*+]/.test(head.charAt(0)) || (bullets.get(head.charAt(0)) ?? 0) > 1 ? bullet : 0;
    const numbered = NUMBERED.exec(start)?.[0].length;
    const isFirstOfItems = numbers[i] === 1 && BULLET.test(before?.text.slice(0, EDGE) ?? '');
    if (numbered)
      return (isFree || isFirstOfItems || counted.has(i)) && !isMonth(start.slice(numbered)) ? numbered : 0;
    return isFree ? (LETTERED.exec(start)?.[0].length ?? 0) : 0;
  });
}

/** An address, the labels of a chart: short lines that all begin with a capital and end in no punctuation. */
function isListOfLabels(lines: readonly Line[], hasRoom: Layout['hasRoom']): boolean {
  const isLabel = ({ head, tail }: Line) =>
    CAPITAL.test(head) && !SENTENCE_END.test(tail) && !UNFINISHED.test(tail);
  if (lines.length < 2 || !lines.slice(0, -1).every(isLabel) || !CAPITAL.test(lines.at(-1)?.head ?? ''))
    return false;
  const width = lines.reduce((most, { length }) => Math.max(most, length), 0);
  return (
    width < NARROW ||
    (lines.length > 2 && width < 2 * NARROW && lines.slice(0, -1).some((_, i) => hasRoom(i)))
  );
}

/** Statements without full stops, one a line: each begins with a word that is in capitals only there. */
const doAllStartAnew = (lines: readonly Line[]): boolean =>
  lines.length > 1 && lines.slice(1).every(({ head }) => isStarter(head));

/** Whether a line cannot be the end of what it says. */
export const isUnfinished = (line: string): boolean => UNFINISHED.test(line.slice(-EDGE).trimEnd());

/** Whether a line begins within a sentence. */
export const startsLower = (line: string): boolean => LOWER.test(line);
