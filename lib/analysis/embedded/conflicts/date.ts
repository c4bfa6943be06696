import { type DateMention, datesAgree, FIRST, LAST } from '../dates.ts';
import { between, type Finding, NOTHING, type Pair } from './conflict.ts';

const BIRTH = /^(born|birth|birthday|bear)$/;
const DEATH = /^(die|died|death|dead|killed|deceased)$/;

/** `before 1990`, `after June`: a date on the right side of it agrees. */
function bounded(before: string | undefined, claimed: DateMention, found: DateMention): boolean | undefined {
  if (claimed.year === undefined || found.year === undefined) return undefined;
  if (before === 'before') return found.year < claimed.year;
  if (before === 'after') return found.year > claimed.year;
  return undefined;
}

/** A day, month or year of the claim that is another one in the passage. */
export function dateConflict({ claim, passage }: Pair): Finding {
  let open = 0;
  const says = (event: RegExp) =>
    claim.words.some(({ plain, lemma }) => event.test(plain) || event.test(lemma));
  const of = says(BIRTH) ? 'birth' : says(DEATH) ? 'death' : undefined;
  for (const claimed of claim.dates) {
    const before = claim.words[claimed.from - 1]?.plain;
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
    const verdicts = candidates.map((found) => ({
      found,
      agrees: bounded(before, claimed, found) ?? datesAgree(claimed, found),
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
