import { type DateMention, datesAgree, FIRST, LAST, LIFE } from '../dates.ts';
import { strengthOf } from '../matching.ts';
import type { Reading } from '../reading.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

const BIRTH = /^(born|birth|birthday|bear)$/;
const DEATH = /^(die|died|death|dead|killed|deceased)$/;

/** Of several dates, those of the verb that the claim's date belongs to, where there are such. */
function ofSameVerb({ claim, passage }: Pair, claimed: DateMention, dates: DateMention[]): DateMention[] {
  const verbBefore = ({ words }: Reading, { from }: DateMention) =>
    words.slice(0, from).findLast(({ pos }) => pos === 'VERB');
  const verb = verbBefore(claim, claimed);
  const same = dates.filter((date) => {
    const its = verbBefore(passage, date);
    return verb && its && strengthOf(verb, its) >= 0.85;
  });
  return same.length > 0 ? same : dates;
}

/** A day, month or year of the claim that is another one in the passage. */
export function dateConflict(pair: Pair): Finding {
  const { claim, passage } = pair;
  let open = 0;
  const says = (event: RegExp) =>
    claim.words.some(({ plain, lemma }) => event.test(plain) || event.test(lemma));
  for (const claimed of claim.dates) {
    const isOutlived = claimed.side === 'after' && says(LIFE);
    const of = says(BIRTH) ? 'birth' : says(DEATH) || isOutlived ? 'death' : undefined;
    const end = says(FIRST) ? 'first' : says(LAST) ? 'last' : undefined;
    const ends = passage.dates.filter((date) => end && date.end === end);
    const ofEvent = passage.dates.filter((date) => date.of === of);
    const candidates =
      ends.length > 0
        ? ends
        : ofEvent.length > 0
          ? ofEvent
          : of
            ? passage.dates.filter((date) => !date.of)
            : [];
    const verdicts = ofSameVerb(pair, claimed, candidates).map((found) => ({
      found,
      agrees: datesAgree(claimed, found),
    }));
    // Spans: between the first and the last date of `from … to …` everything agrees that asks for no more.
    const years = candidates.map(({ year }) => year).filter((year) => year !== undefined);
    const isSpan =
      claimed.year !== undefined &&
      claimed.month === undefined &&
      candidates.length === 2 &&
      years.length === 2 &&
      Math.min(...years) < claimed.year &&
      claimed.year < Math.max(...years);
    if (verdicts.some(({ agrees }) => agrees === true) || isSpan) continue;
    const other = verdicts.find(({ agrees }) => agrees === false);
    if (other)
      return {
        open,
        conflict: {
          kind: 'date',
          claimed: between(claim, claimed.from, claimed.to),
          found: between(passage, other.found.from, other.found.to),
          firm: true,
        },
      };
    open++;
  }
  return open > 0 ? { open } : NOTHING;
}
