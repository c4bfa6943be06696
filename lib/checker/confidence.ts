import type { Finding } from './findings.ts';
import { measured } from './measured.ts';

/** The surest that the engine says it is, however many pairs of a kind it had right. */
export const MAX_CONFIDENCE = 0.95;
/** Of a kind of which too few were met to say more. */
const LEAST = 0.5;

/** What a finding is counted as: `refuted: date`, `supported: said, of an assumed subject`. */
export const classOf = ({ holds, kind, isDenial, isAssumed }: Finding): string =>
  `${holds ? 'supported' : 'refuted'}: ${kind}${isDenial ? ', of a denial' : ''}${isAssumed ? ', of an assumed subject' : ''}`;

/** How often findings of its kind were right on pairs that the rules were not made on: the lower end of what is likely. */
export function confidenceOf(finding: Finding): number {
  const { right, given } = measured[classOf(finding)] ?? { right: 0, given: 0 };
  return given === 0 ? LEAST : Math.min(MAX_CONFIDENCE, Math.max(LEAST, lowerBound(right, given)));
}

/** Lower end of the 80 % interval of a share: Wilson (1927). */
function lowerBound(right: number, given: number): number {
  const z = 1.2816;
  const share = right / given;
  const spread = z * Math.sqrt((share * (1 - share)) / given + (z * z) / (4 * given * given));
  return (share + (z * z) / (2 * given) - spread) / (1 + (z * z) / given);
}
