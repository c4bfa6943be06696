import type { Claim, Engine, Judgement, Passage, Signal, Usage } from './analysis.ts';
import { claimReviewOf } from './claim-review.ts';
import { type AnalysisResult, RESULT_VERSION } from './result.ts';

/** Puts a result together, and holds it to its size. */

const MAX_CLAIM = 600;
const MAX_QUOTE = 400;
const MAX_REASONING = 600;
const MAX_NAME = 255;
const MAX_EVIDENCE = 4;
const MAX_SIGNALS = 20;
/** A task's item may have 400 KB in all: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const MAX_BYTES = 300_000;

export interface Judged {
  claim: Claim;
  passages: readonly Passage[];
  judgement: Judgement;
}

export interface Parts {
  engine: Engine;
  judged: readonly Judged[];
  signals: readonly Signal[];
  attachments: AnalysisResult['attachments'];
  characters: number;
  /** There was neither text nor a file that has any. */
  isNothingRead: boolean;
  usage: Usage;
  /** hundredths of a credit */
  charged: number;
  /** whom a review is by */
  author: string;
  now: number;
}

const shortened = (text: string, most: number) => text.slice(0, most).toWellFormed();
/** Cut without a half of a surrogate pair: what is verbatim stays so. */
const cut = (text: string, most: number) =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');

/** A quote is only evidence when it stands in what the engine was given. */
function verbatim({ claim, passages, judgement }: Judged): Judgement['evidence'] {
  // With one row of a table, all of them are given.
  const tables = new Set(passages.flatMap(({ table }) => table ?? []));
  const given = [...passages, ...[...tables].flatMap(({ rows }) => rows.map(({ passage }) => passage))];
  return judgement.evidence.filter(({ quote, passage }) => {
    if (!quote.trim()) return false;
    const isGiven = given.some(
      ({ source, locator, text }) =>
        source === passage.source && locator === passage.locator && text.includes(quote),
    );
    // What a claim says itself can be at odds with itself, and never speaks for it.
    return (
      isGiven ||
      (judgement.verdict === 'refuted' && passage.text === claim.text && claim.text.includes(quote))
    );
  });
}

const clamped = (confidence: number) =>
  Number.isFinite(confidence) ? Math.min(1, Math.max(0, confidence)) : 0;

function claimOf(judged: Judged): AnalysisResult['claims'][number] {
  const { claim, judgement } = judged;
  const evidence = verbatim(judged)
    .slice(0, MAX_EVIDENCE)
    .map(({ quote, passage }) => ({
      quote: cut(quote, MAX_QUOTE),
      source: shortened(passage.source, MAX_NAME),
      locator: shortened(passage.locator, MAX_NAME),
      ...(passage.url !== undefined &&
        /^https?:\/\//.test(passage.url) &&
        URL.canParse(passage.url) && { url: passage.url }),
      is_own: passage.isOwn,
    }));
  const isHeld = judgement.verdict === 'not_enough_evidence' || evidence.length > 0;
  return {
    text: cut(claim.text, MAX_CLAIM),
    span: { ...claim.span, attachment: claim.span.attachment && shortened(claim.span.attachment, MAX_NAME) },
    verdict: isHeld ? judgement.verdict : 'not_enough_evidence',
    confidence: isHeld ? clamped(judgement.confidence) : 0,
    reasoning: isHeld
      ? shortened(judgement.reasoning, MAX_REASONING)
      : 'No passage that was found bears the verdict out word for word.',
    evidence,
  };
}

function verdictOf(claims: AnalysisResult['claims']): AnalysisResult['verdict'] {
  const has = (verdict: string) => claims.some((claim) => claim.verdict === verdict);
  if (has('supported') && has('refuted')) return 'mixed';
  return has('refuted') ? 'refuted' : has('supported') ? 'supported' : 'not_enough_evidence';
}

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

type Attachments = AnalysisResult['attachments'];

/** Why a file gave no text; undefined: it gave some, or might have. */
const UNREAD: Partial<Record<Attachments[number]['status'], string>> = {
  no_text: 'has no text that can be read',
  unreadable: 'could not be read',
};

/** Which files gave nothing, each with what its note says: as long as there are files, the answer must name them. */
const unreadIn = (attachments: Attachments): string[] =>
  attachments.flatMap(({ name, status, note }) => {
    const why = UNREAD[status];
    return why ? [`“${shortened(name, 80)}” ${why}.${note ? ` ${note}` : ''}`] : [];
  });

const CHARGED = 'The analysis is charged, because the reason lies in what was sent.';

const isOwnOnly = ({ verdict, evidence }: AnalysisResult['claims'][number]) =>
  verdict !== 'not_enough_evidence' && evidence.every(({ is_own }) => is_own);

const ownSentence = (count: number) =>
  `${counted(count, 'verdict rests', 'verdicts rest')} on your own text and files alone: what agrees with them is not thereby true.`;

interface Summarised {
  claims: AnalysisResult['claims'];
  /** claims that did not fit */
  left: number;
  attachments: Attachments;
  isNothingRead: boolean;
}

function summaryOf({ claims, left, attachments, isNothingRead }: Summarised): string {
  const unread = unreadIn(attachments);
  if (isNothingRead) return ['Nothing could be read.', ...unread, CHARGED].join(' ');
  const charged = unread.length > 0 ? [...unread, CHARGED] : [];
  if (claims.length === 0) return ['No statement that can be checked was found.', ...charged].join(' ');
  const own = claims.filter(isOwnOnly).length;
  const of = (verdict: string) => claims.filter((claim) => claim.verdict === verdict).length;
  const [refuted] = claims.filter(({ verdict }) => verdict === 'refuted');
  return [
    `Of ${counted(claims.length, 'claim', 'claims')}, ${of('supported')} agree${of('supported') === 1 ? 's' : ''} with what was found, ${of('refuted')} ${of('refuted') === 1 ? 'is' : 'are'} contradicted, and for ${of('not_enough_evidence')} there is not enough evidence.`,
    refuted && `Contradicted: “${shortened(refuted.text, 200)}”`,
    own > 0 && ownSentence(own),
    left > 0 && `${counted(left, 'more claim was', 'more claims were')} left out.`,
    ...charged,
  ]
    .filter(Boolean)
    .join(' ');
}

/** The result; of more claims than fit, the last are left out, and the summary says so. */
export function assembled({
  engine,
  judged,
  signals,
  attachments,
  characters,
  isNothingRead,
  usage,
  charged,
  author,
  now,
}: Parts): AnalysisResult {
  const all = judged.map(claimOf);
  const withClaims = (count: number): AnalysisResult => {
    const claims = all.slice(0, count);
    return {
      version: RESULT_VERSION,
      summary: summaryOf({ claims, left: all.length - count, attachments, isNothingRead }),
      verdict: verdictOf(claims),
      claims,
      signals: signals.slice(0, MAX_SIGNALS),
      attachments,
      engine: { name: engine.name, version: engine.version, limits: [...engine.limits] },
      usage: { characters, ...usage },
      credits_charged: charged / 100,
      claim_review: claims.flatMap((claim) => claimReviewOf(claim, author, now) ?? []),
    };
  };
  for (let count = all.length; ; count = Math.floor(count * 0.8)) {
    const result = withClaims(count);
    if (count === 0 || Buffer.byteLength(JSON.stringify(result)) <= MAX_BYTES) return result;
  }
}
