import type { Claim, Material } from '../analysis/analysis.ts';
import { claimSources } from '../analysis/material.ts';
import { sentencesOf } from '../analysis/sentences.ts';
import { isWord } from './lexicon.ts';
import { wordsOf } from './words.ts';

const MOST = 40;
const MAX_LENGTH = 600;
/** Sentences looked at for claims; a longer text is cut there. */
const MAX_SENTENCES = 400;

const NO_STATEMENT =
  /^(?:please|click|subscribe|share|thanks?|hello|hi|dear|sincerely|see also|figure|table)\b|\?["')\]]*$|^https?:\S+$/i;
/** What its writer thinks or wishes, not what is. */
const OPINION =
  /\b(?:i|we) (?:think|believe|feel|hope|wish|guess|love|hate|want)\b|\b(?:in my (?:opinion|view)|imho)\b/i;

/** States something that could be looked up: about something, with a verb. */
function isStatement(sentence: string): boolean {
  if (sentence.length > MAX_LENGTH || NO_STATEMENT.test(sentence) || OPINION.test(sentence)) return false;
  const words = wordsOf(sentence);
  return (
    words.some(
      ({ pos, plain, isName }, i) =>
        pos === 'VERB' ||
        pos === 'AUX' ||
        // Behind a number a tagger takes `cost` for a noun; with another number behind it, it is none.
        (i > 0 && !isName && words[i + 1]?.number !== undefined && isWord(plain, 'v')),
    ) &&
    words.filter(({ part, pos, isName }) => part === 'n' || pos === 'NUM' || isName).length > 0 &&
    words.length >= 3
  );
}

/** The statements that can be checked, where they stand. */
export function claimsOf(material: Material): Claim[] {
  const claims: Claim[] = [];
  for (const { attachment, text, rows } of claimSources(material))
    for (const { start, end } of sentencesOf(text).slice(0, MAX_SENTENCES)) {
      const sentence = text.slice(start, end);
      // A row of a table is a record, and its header no statement at all.
      if (rows.some((row) => start < row.end && row.start < end) || !isStatement(sentence)) continue;
      claims.push({ text: sentence, span: { attachment, start, end } });
      if (claims.length === MOST) return claims;
    }
  return claims;
}

const HEDGED =
  /^(?:Perhaps|Possibly|Maybe|Probably|Apparently|Reportedly|Allegedly|If|(?:Some|Many)(?: people)? (?:say|think|believe))\b|\b(?:may|might|could|would|perhaps|possibly|probably|maybe|likely|reportedly|allegedly|supposedly|apparently|seems?|appears? to be|suggests?|(?:some|many) (?:people )?(?:say|think|believe)|rumou?red|should|ought|hopefully|if)\b/;
const VAGUE_SUBJECT =
  /^(?:[Hh]e|[Ss]he|[Ii]t|[Tt]hey|[Tt]hings?|[Tt]his|[Tt]hat|[Tt]hese|[Tt]hose|[Ww]e|I|[Yy]ou|[Ss]omeone|[Ss]ome|[Mm]any|[Ss]tuff)\b(?! \p{Lu})/u;
const VAGUE_MEASURE =
  /\b(?:a lot|lots|kind of|sort of|pretty much|more or less|and so on|etc|whatever|somehow|stuff|things)\b/i;
const JUDGEMENT =
  /\b(?:amazing|awesome|awful|beautiful|terrible|ugly|boring|delicious|wonderful|lovely|stupid|disgusting|outrageous|overrated|underrated)\b/;

/** Why a claim is worded too loosely to be judged; undefined: it is not. */
export function looseness(wrapped: string): string | undefined {
  const claim = wrapped.replace(/\s+/g, ' ');
  if (HEDGED.test(claim)) return 'It is worded as a possibility, which no passage can settle.';
  if (VAGUE_SUBJECT.test(claim) && !/^(?:this|these|that|those|some|many) \p{L}+ /iu.test(claim))
    return 'It does not say by itself whom or what it is about.';
  if (VAGUE_MEASURE.test(claim)) return 'It is worded too loosely to be checked.';
  return JUDGEMENT.test(claim) ? 'It is a judgement of taste.' : undefined;
}
