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
  if (conflict) return { holds: flip(false), rule: `${conflict.kind}${denied ? '-denied' : ''}`, conflict };
  const negatedMatches = [...alignment.matched].filter(([i, { at }]) => i >= claim.verb && passage.negated[at]).length;
  const missing = alignment.missing;
  const passageDenies = negatedMatches > 0 ;
  if (missing.length === 0 && open === 0) {
    if (claim.exclusives.size > 0) return { holds: flip(passage.exclusives.size > 0), rule: 'exclusive' };
    return { holds: flip(!passageDenies), rule: `covered${denied ? '-denied' : ''}${passageDenies ? '-pdenies' : ''}` };
  }
  const first = claim.words[missing[0] ?? -1];
  return { holds: denied ? alignment.coverage >= 0.5 ? false : undefined : passageDenies ? false : undefined, rule: `missing${Math.min(3, missing.length)}-${first?.isName ? 'name' : first?.part ?? 'open'}${denied ? '-denied' : ''}${passageDenies ? '-pdenies' : ''}${claim.exclusives.size?'-excl':''}` };
}
