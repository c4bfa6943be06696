import { strengthOf } from '../matching.ts';
import { quantitiesAgree, type Quantity } from '../quantities.ts';
import { between, type ConflictKind, type Finding, NOTHING, type Pair } from './conflict.ts';

/** Both numbers count or measure the same kind of thing. */
function areComparable({ claim, passage, alignment }: Pair, claimed: Quantity, found: Quantity): boolean {
  if (claimed.ordinal !== found.ordinal) return false;
  if (claimed.unit || found.unit) return claimed.unit?.kind === found.unit?.kind;
  // "The atomic number of gold is 79": the number is what the subject is.
  const isValue = ({ words }: Pair['claim'], { from, noun }: Quantity) =>
    noun === undefined && words[from - 1]?.lemma === 'be';
  if (isValue(claim, claimed) && isValue(passage, found))
    return alignment.coverage === 1 && alignment.missing.length === 0;
  const noun = claimed.noun === undefined ? undefined : claim.words[claimed.noun];
  const other = found.noun === undefined ? undefined : passage.words[found.noun];
  return (
    noun !== undefined &&
    other !== undefined &&
    (strengthOf(noun, other) >= 0.7 || strengthOf(other, noun) >= 0.7)
  );
}

export function quantityConflict(pair: Pair, kind: ConflictKind & ('number' | 'unit')): Finding {
  const { claim, passage } = pair;
  let open = 0;
  for (const claimed of claim.quantities) {
    const candidates = passage.quantities.filter((found) => areComparable(pair, claimed, found));
    const agrees = passage.quantities.some(
      (found) =>
        (candidates.includes(found) ||
          (claimed.value === found.value && claimed.ordinal === found.ordinal)) &&
        quantitiesAgree(claimed, found),
    );
    if (agrees) continue;
    const other = candidates.find(
      (found) => (found.unit?.name === claimed.unit?.name) === (kind === 'number'),
    );
    if (other)
      return {
        open,
        conflict: {
          kind,
          claimed: between(claim, claimed.from, (claimed.noun ?? claimed.to - 1) + 1),
          found: between(passage, other.from, (other.noun ?? other.to - 1) + 1),
          firm: true,
        },
      };
    open++;
  }
  return open > 0 ? { open } : NOTHING;
}

/** A number of the claim that is another one in the passage, of the same things or in the same unit. */
export const numberConflict = (pair: Pair): Finding => quantityConflict(pair, 'number');
