import type { Section } from '../../files/files.ts';

const words = new Intl.Segmenter('und', { granularity: 'word' });
const sentences = new Intl.Segmenter('und', { granularity: 'sentence' });
/** Long enough to be understood without what stands around it. */
const MAX_PASSAGE_CHARACTERS = 1_200;

/** Words that say what a text is about: of three characters and more, and numbers. In lower case, each once. */
export function keywords(text: string): string[] {
  const found = new Set<string>();
  for (const { segment, isWordLike } of words.segment(text)) {
    const word = segment.toLowerCase();
    if (isWordLike && (word.length > 2 || /\p{N}|[^\u0000-\u024f]/u.test(word))) found.add(word);
  }
  return [...found];
}

/** A question to a search engine: the beginning of a claim, on one line. */
export const queryOf = (text: string, maxCharacters: number, maxWords: number): string =>
  text.replace(/\s+/g, ' ').trim().split(' ').slice(0, maxWords).join(' ').slice(0, maxCharacters);

/**
 * The stretches of a text that share most words with a claim, rare ones counting more; in the order of the text.
 * Whether they speak for or against it, the engine decides.
 */
export function relevantTo(claim: string, sections: readonly Section[], count: number): Section[] {
  const wanted = keywords(claim);
  const stretches = sections.flatMap(stretchesOf).map((section, index) => ({
    section,
    index,
    has: new Set(keywords(section.text)),
  }));
  const weightOf = new Map(
    wanted.map((word) => {
      const having = stretches.filter(({ has }) => has.has(word)).length;
      return [word, Math.log(1 + stretches.length / (1 + having))];
    }),
  );
  return stretches
    .map((stretch) => {
      const shared = wanted.filter((word) => stretch.has.has(word));
      const score = shared.reduce((sum, word) => sum + (weightOf.get(word) ?? 0), 0);
      return { ...stretch, score, shared: shared.length };
    })
    .filter(({ shared }) => shared >= Math.min(2, wanted.length))
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, count)
    .sort((a, b) => a.index - b.index)
    .map(({ section }) => section);
}

/** A section in stretches of whole sentences, none longer than a passage may be. */
function stretchesOf({ text, locator }: Section): Section[] {
  if (text.length <= MAX_PASSAGE_CHARACTERS)
    return text.trim() === '' ? [] : [{ text: text.trim(), locator }];
  const stretches: string[] = [];
  let stretch = '';
  for (const { segment } of sentences.segment(text)) {
    if (stretch.length + segment.length > MAX_PASSAGE_CHARACTERS) {
      stretches.push(stretch);
      stretch = '';
    }
    stretch += segment.slice(0, MAX_PASSAGE_CHARACTERS);
  }
  return [...stretches, stretch]
    .map((each) => each.trim())
    .filter((each) => each !== '')
    .map((each) => ({ text: each, locator }));
}
