import type { Pair } from './conflicts/conflict.ts';
import { placesOf } from './conflicts/place.ts';
import { strengthOf } from './matching.ts';
import { isPlace, placesAround } from './places.ts';
import { tiesOf } from './ties.ts';

/** What a passage says of the same words, but of them in another order: all words of a claim stand in it, and it is not said. */

/** Of what is said, and no part of a name. */
const isVerbOf = ({ words }: Pair['claim'], i: number) => words[i]?.part === 'v' && !words[i].isName;

/** What may stand between `by` and a name: `by the American writer`, `by Ann Lee, Tom Ray and`. */
const BETWEEN = /^(NOUN|PROPN|ADJ|DET|CCONJ|PUNCT|NUM)$/;

/** "A bought B", where the passage has "B bought A". */
function isTurnedRound({ claim, passage, alignment: { matched } }: Pair): boolean {
  const verb = matched.get(claim.verb);
  const areVerbs = claim.words[claim.verb]?.pos === 'VERB' && passage.words[verb?.at ?? -1]?.pos === 'VERB';
  if (!verb || !areVerbs) return false;
  const names = [...matched].filter(([i]) => claim.words[i]?.isName);
  const before = names.filter(([i]) => i < claim.verb).map(([, { at }]) => at);
  const after = names.filter(([i]) => i > claim.verb).map(([, { at }]) => at);
  return (
    before.length > 0 &&
    after.length > 0 &&
    before.every((at) => at > verb.at) &&
    after.every((at) => at < verb.at) &&
    !passage.words.slice(verb.at, Math.min(...before)).some(({ plain }) => plain === 'by')
  );
}

/** "By A", where the passage has "by B", and A in another part. */
function isByAnother({ claim, passage, alignment: { matched } }: Pair): boolean {
  const agents = [...matched].filter(([i]) => claim.words[i]?.isName && claim.words[i - 1]?.plain === 'by');
  return agents.some(([, { at }]) => {
    if (!passage.words.some(({ plain }, i) => plain === 'by' && passage.words[i + 1] !== undefined))
      return false;
    for (let i = at - 1; i >= 0; i--) {
      const word = passage.words[i];
      if (word?.plain === 'by') return false;
      if (!word || !(word.isName || BETWEEN.test(word.pos))) break;
    }
    // Told the other way round: "A wrote it".
    return (
      !passage.words.slice(at, at + 4).some(({ pos }) => pos === 'VERB' || pos === 'AUX') && at > passage.verb
    );
  });
}

/** "Born in A", where the passage has "born in B and moved to A". */
function isOfAnotherVerb({ claim, passage, alignment: { matched } }: Pair): boolean {
  const verbs = [...matched].filter(([i]) => isVerbOf(claim, i)).map(([, { at }]) => at);
  const places = [...matched].filter(([i]) => i > claim.verb && isPlace(claim.words[i]?.text ?? ''));
  return places.some(([, { at }]) =>
    verbs.some((verb) => {
      const rest = passage.words.slice(verb + 1, at);
      const next = rest.findIndex(({ pos }) => pos === 'VERB');
      return next > 0 && rest.slice(0, next).some(({ isName, text }) => isName && isPlace(text));
    }),
  );
}

/** "Died in A", where the passage has "was arrested in A, and died in B". */
function isOfAnEarlierVerb({ claim, passage, alignment: { matched } }: Pair): boolean {
  const verbs = [...matched].filter(([i]) => isVerbOf(claim, i));
  const places = [...matched].filter(([i]) => i > claim.verb && isPlace(claim.words[i]?.text ?? ''));
  return places.some(([, { at }]) =>
    verbs.some(([i, verb]) => {
      const isNext = at < verb.at && passage.words.slice(at, verb.at).some(({ pos }) => pos === 'CCONJ');
      const governor = tiesOf(passage, { from: at, to: at + 1 }).find(({ as }) => as === 'at');
      const [said, other] = [claim.words[i], passage.words[governor?.to ?? -1]];
      return isNext && said && other?.part === 'v' && strengthOf(said, other) < 0.7;
    }),
  );
}

/** "Sings in Icelandic", of "an Icelandic singer". */
function isOfAnotherUse({ claim, passage, alignment: { matched } }: Pair): boolean {
  const there = placesOf(passage);
  return placesOf(claim).some(({ name, from, as }) => {
    const said = there.filter((place) => placesAround(place.name).has(name.toLowerCase()));
    return (
      matched.has(from) &&
      said.length > 0 &&
      said.every((place) => (place.as === 'language') !== (as === 'language'))
    );
  });
}

const WON = /^(win|winner|receive|recipient|award|earn|take|elect)$/;
const RAN = /^(nominate|nomination|candidate|candidacy|defeat|lose|unsuccessful|unsuccessfully)$/;

/** "Won the prize", where the passage has "received a nomination for the prize", or was "defeated in the election". */
function isOnlyNominated({ claim, passage, alignment: { matched } }: Pair): boolean {
  if (claim.words.some(({ lemma }) => RAN.test(lemma))) return false;
  const isNear = (at: number) =>
    passage.words.slice(Math.max(0, at - 5), at + 4).some(({ lemma }) => RAN.test(lemma));
  return [...matched].some(
    ([i, { at, strength }]) =>
      i >= claim.verb && strength < 1 && WON.test(claim.words[i]?.lemma ?? '') && isNear(at),
  );
}

const LEFT = /^(withdraw|leave|expel|quit|secede|resign)$/;

/** "Is a member of A", where the passage has that it left A. */
const isNoLonger = ({ claim, passage, alignment: { matched } }: Pair): boolean =>
  claim.words.some(({ plain }) => /^(part|member|members|belongs?)$/.test(plain)) &&
  [...matched].some(
    ([i, { at }]) =>
      i > claim.verb && passage.words.slice(Math.max(0, at - 4), at).some(({ lemma }) => LEFT.test(lemma)),
  );

/** "Was signed by A", where the passage has that B refused to sign it. */
function isDeniedOfAnother({ claim, passage, alignment: { matched } }: Pair): boolean {
  const known = new Set(claim.words.map(({ plain }) => plain));
  return [...passage.deniers].some((denier) => {
    const start = passage.words.findLastIndex(({ text }, i) => i < denier && /^[,;:.()]$/.test(text)) + 1;
    const subject = passage.words.slice(start, denier);
    const deniesClaim = [...matched].some(
      ([i, { at }]) => i >= claim.verb && at > denier && passage.negated[at] === true,
    );
    return (
      deniesClaim &&
      subject.some(({ isName, plain }) => isName && !known.has(plain)) &&
      !subject.some(({ isName, plain, pos }) => pos === 'PRON' || (isName && known.has(plain)))
    );
  });
}

/** "Is older than her brother", of "her older brother". */
export const isCompared = ({ claim, passage }: Pair): boolean => {
  const compares = ({ words, quantities }: Pair['claim']) =>
    words.some(
      ({ plain }, i) =>
        plain === 'than' &&
        /^(?!other).*er$|^(more|less)$/.test(words[i - 1]?.plain ?? '') &&
        !quantities.some(({ boundFrom, from }) => boundFrom <= i && i < from),
    );
  return compares(claim) && !compares(passage);
};

/** The passage binds the claim's words to one another in another way. */
export const isBoundOtherwise = (pair: Pair): boolean =>
  isTurnedRound(pair) ||
  isByAnother(pair) ||
  isOfAnotherVerb(pair) ||
  isOfAnEarlierVerb(pair) ||
  isOnlyNominated(pair) ||
  isOfAnotherUse(pair) ||
  isDeniedOfAnother(pair) ||
  isNoLonger(pair) ||
  isCompared(pair);
