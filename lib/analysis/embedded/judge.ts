import { align } from './alignment.ts';
import { antonymConflict } from './conflicts/antonym.ts';
import { attributeConflict } from './conflicts/attribute.ts';
import type { Conflict, Finding, Pair } from './conflicts/conflict.ts';
import { dateConflict } from './conflicts/date.ts';
import { entityConflict } from './conflicts/entity.ts';
import { nameConflict } from './conflicts/name.ts';
import { numberConflict } from './conflicts/number.ts';
import { placeConflict } from './conflicts/place.ts';
import { roleConflict } from './conflicts/role.ts';
import { unitConflict } from './conflicts/unit.ts';
import type { Reading } from './reading.ts';

const DETECTORS: ((pair: Pair) => Finding)[] = [
  antonymConflict, dateConflict, numberConflict, unitConflict, placeConflict, roleConflict, nameConflict, entityConflict, attributeConflict,
];

export interface Opinion {
  /** of the claim without its denial; undefined: the passage does not tell */
  holds: boolean | undefined;
  rule: string;
  conflict?: Conflict;
}

export function opinionOf(claim: Reading, passage: Reading): Opinion {
  const alignment = align(claim, passage);
  const pair = { claim, passage, alignment };
  const findings = DETECTORS.map((detect) => detect(pair));
  const open = findings.reduce((sum, finding) => sum + finding.open, 0);
  const conflicts = findings.flatMap(({ conflict }) => (conflict ? [conflict] : []));
  const denied = claim.deniers.size % 2 === 1;
  const [conflict] = conflicts;
  const flip = (holds: boolean) => holds !== denied;
  const more = conflicts.length > 1 ? '+' : '';
  if (conflict && alignment.sameSubject) return { holds: conflict.firm ? flip(false) : undefined, rule: `${conflict.kind}${denied ? '-denied' : ''}-${conflict.shade ?? ''}${more}${claim.exclusives.size?'-excl':''}`, conflict };
  const { missing } = alignment;
  const passageDenies = [...alignment.matched].some(([i, { at }]) => i >= claim.verb && passage.negated[at]);
  const tail = `${denied ? '-denied' : ''}${passageDenies ? '-pdenies' : ''}${claim.exclusives.size?'-excl':''}`;
  if (!alignment.sameSubject) return { holds: undefined, rule: `other-subject${tail}` };
  if (missing.length === 0 && open === 0) {
    const said = claim.content.filter((i) => i >= claim.verb).map((i) => alignment.matched.get(i)?.strength ?? 0);
    const weakest = Math.min(1, ...said);
    if (claim.exclusives.size > 0) return { holds: undefined, rule: `exclusive${tail}` };
    const told = said.length > 0 || claim.dates.length + claim.quantities.length > 0;
    return { holds: told && weakest >= (denied ? 0.85 : 0.75) ? flip(!passageDenies) : undefined, rule: `covered${tail}-${said.length === 0 ? 'none' : weakest >= 0.95 ? 'same' : weakest >= 0.85 ? 'near' : 'far'}` };
  }
  if (missing.length <= 1 && open === 0 && passageDenies && alignment.coverage >= 0.5) return { holds: denied, rule: `denies${tail}` };
  const first = claim.words[missing[0] ?? -1];
  return { holds: undefined, rule: `missing${Math.min(3, missing.length)}-${first?.isName ? 'name' : first?.part ?? 'open'}${tail}` };
}
