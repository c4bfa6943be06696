import type { AnalysisResult } from '../analysis/result.ts';
import { tokensOf } from './tokens.ts';

/** Makes answers short enough for a model's context, and says what was left out and where all of it is. */

/** A task, as the API answers it. */
export interface Task {
  id: string;
  user_id: string;
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  error: string | null;
  credits_charged: number;
  result: AnalysisResult | null;
}

export const isTask = (data: unknown): data is Task =>
  typeof data === 'object' && data !== null && 'result' in data && 'credits_charged' in data;

/** Where all of a task's result is. */
export const wholeAt = ({ user_id, id }: Task): string => `GET /users/${user_id}/tasks/${id}`;

/** What is kept of a result; characters, and counts for each claim. */
interface Measure {
  claim: number;
  reasoning: number;
  quotes: number;
  quote: number;
  /** a source's or a locator's name, a link */
  place: number;
  signals: number;
}
/** Reviews only repeat claims, so they are the first to be left out. */
const MEASURES: readonly Measure[] = [
  { claim: 600, reasoning: 600, quotes: 4, quote: 400, place: 255, signals: 20 },
  { claim: 600, reasoning: 400, quotes: 2, quote: 240, place: 160, signals: 10 },
  { claim: 300, reasoning: 200, quotes: 1, quote: 160, place: 100, signals: 3 },
  { claim: 200, reasoning: 100, quotes: 1, quote: 100, place: 60, signals: 0 },
];

/** Cut without a half of a surrogate pair: what is verbatim stays so. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');

type Claim = AnalysisResult['claims'][number];

function measured(claim: Claim, { claim: most, reasoning, quotes, quote, place }: Measure): Claim {
  return {
    ...claim,
    text: cut(claim.text, most),
    reasoning: cut(claim.reasoning, reasoning),
    evidence: claim.evidence.slice(0, quotes).map(({ url, ...each }) => ({
      ...each,
      quote: cut(each.quote, quote),
      source: cut(each.source, place),
      locator: cut(each.locator, place),
      ...(url !== undefined && url.length <= 2 * place && { url }),
    })),
  };
}

/** The claims that matter most, so many, in their own order. */
function foremost(claims: readonly Claim[], count: number): Claim[] {
  const RANK: Record<Claim['verdict'], number> = {
    refuted: 0,
    mixed: 1,
    supported: 2,
    not_enough_evidence: 3,
  };
  const kept = claims
    .map(({ verdict }, i) => ({ i, rank: RANK[verdict] }))
    .toSorted((a, b) => a.rank - b.rank || a.i - b.i)
    .slice(0, count);
  const places = new Set(kept.map(({ i }) => i));
  return claims.filter((_, i) => places.has(i));
}

const fits = (task: Task, tokens: number) => tokensOf(JSON.stringify(task)) <= tokens;

/** A task whose result has at most so many tokens; its summary says what was left out. */
export function shortenedTask(task: Task, tokens: number): Task {
  const { result } = task;
  if (!result || fits(task, tokens)) return task;
  const [last] = MEASURES.slice(-1);
  for (const measure of MEASURES) {
    const short = withMeasure(task, result, measure, result.claims.length);
    if (fits(short, tokens)) return short;
  }
  for (let count = result.claims.length; ; count = Math.floor(count * 0.9)) {
    const short = withMeasure(task, result, last as Measure, count);
    if (count === 0 || fits(short, tokens)) return short;
  }
}

function withMeasure(task: Task, result: AnalysisResult, measure: Measure, count: number): Task {
  const claims = foremost(result.claims, count).map((claim) => measured(claim, measure));
  const left = result.claims.length - claims.length;
  const parts = [
    left > 0 && `${left} of ${result.claims.length} claims`,
    measure !== MEASURES[0] && 'parts of quotes and reasons',
    'the reviews (claim_review)',
  ].filter(Boolean);
  const note = `Shortened for an agent, without ${parts.join(', ')}: \`${wholeAt(task)}\` gives all of it.`;
  return {
    ...task,
    result: {
      ...result,
      summary: `${cut(result.summary, 2_000)} ${note}`,
      claims,
      signals: result.signals.slice(0, measure.signals),
      claim_review: [],
    },
  };
}

/** A list of tasks is for finding one: results are left out of it. */
export function withoutResults(tasks: readonly Task[]): { items: Task[]; note: string } {
  const hasAny = tasks.some(({ result }) => result !== null);
  return {
    items: tasks.map((task) => ({ ...task, result: null })),
    note: hasAny ? 'Results are left out of a list: task_view with the id of a task gives its result.' : '',
  };
}

/** The first items of a list, as many as fit. */
export function shortenedList<T>(items: readonly T[], tokens: number): { kept: T[]; left: string } {
  const kept: T[] = [];
  let used = 0;
  for (const item of items) {
    used += tokensOf(JSON.stringify(item)) + 1;
    if (used > tokens) break;
    kept.push(item);
  }
  const isAll = kept.length === items.length;
  const left = `These are the first ${kept.length} of ${items.length}: ask for the others with a larger offset.`;
  return { kept, left: isAll ? '' : left };
}
