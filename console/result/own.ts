import type { AnalysisResult } from '../api/wire.ts';

type Claim = AnalysisResult['claims'][number];
type Attachments = AnalysisResult['attachments'];

/** What of the sender's own a claim was compared with. */
export type Own = 'file' | 'text';

/** As the API names the text that was sent; a file's name has an extension. */
const TEXT = 'text';

/** Results from before `is_own` only name the text and the files they quote. */
const isOwn = ({ is_own, source, url }: Claim['evidence'][number], attachments: Attachments): boolean =>
  is_own ?? (url === undefined && (source === TEXT || attachments.some(({ name }) => name === source)));

/** @returns undefined where something else decided the claim, too, or nothing did */
export function ownOf({ verdict, evidence }: Claim, attachments: Attachments): Own | undefined {
  if (verdict === 'not_enough_evidence' || evidence.length === 0) return undefined;
  if (!evidence.every((each) => isOwn(each, attachments))) return undefined;
  return evidence.every(({ source }) => source === TEXT) ? 'text' : 'file';
}

/** The same for all decided claims together. */
export function ownOfAll({
  claims,
  attachments,
}: Pick<AnalysisResult, 'claims' | 'attachments'>): Own | undefined {
  const decided = claims.filter(({ verdict }) => verdict !== 'not_enough_evidence');
  const owns = decided.map((claim) => ownOf(claim, attachments));
  if (owns.includes(undefined)) return undefined;
  return owns.includes('file') ? 'file' : owns[0];
}
