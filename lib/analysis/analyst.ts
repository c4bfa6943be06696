import { within } from '../deadline.ts';
import type { AttachmentReader, Reading } from '../files/files.ts';
import { isBlank } from '../plain-text.ts';
import type {
  Analyst,
  Assignment,
  Claim,
  Engine,
  EvidenceSource,
  Material,
  Outcome,
  Passage,
} from './analysis.ts';
import { EngineFailure } from './engine-failure.ts';
import { assembled } from './assembly.ts';
import { claimSources, joined } from './material.ts';
import { attachmentEvidence, textEvidence } from './own-evidence.ts';
import type { AnalysisResult } from './result.ts';
import { signalsOf } from './signals.ts';

const MAX_PASSAGES = 16;
const MAX_PASSAGE = 2_500;
const EVIDENCE_TIMEOUT_MS = 8_000;
/** Of the worker's two minutes, for all claims; what is left is the engine's. */
const EVIDENCE_BUDGET_MS = 40_000;
/** More at once would wait for each other: the pages that they bring are read one by one. */
const CLAIMS_AT_ONCE = 4;
const MAX_NAME = 255;
/** Of the worker's two minutes, for reading all files: five that are each read to the end of their time take longer. */
const READING_BUDGET_MS = 40_000;
const OUR_FAULT = 'A file could not be read, for a reason that does not lie in the file.';
const NOT_TRANSCRIBED = 'Nothing could be read: speech is not transcribed here.';
const REPLACED = 'Another file was uploaded in its place.';
const TOO_SLOW = 'Reading the files took too long.';

export interface AnalystParts {
  engine: Engine;
  reader: AttachmentReader;
  /** beside the sent material, which always comes first */
  evidence: readonly EvidenceSource[];
  /** whom a review is by */
  author: string;
  /** milliseconds since 1970 */
  now: () => number;
  /** for each source and claim */
  evidenceTimeoutMs?: number;
  /** for reading all files */
  readingBudgetMs?: number;
  /** Writes to the log. */
  note?: (event: string, fields: Record<string, string | number>) => void;
}

type Sent = Assignment['attachments'][number];

/** @param late aborts when the time for reading is up; `signal`, when that for everything is */
async function readingOf(
  reader: AttachmentReader,
  { type, bytes }: Sent,
  signal: AbortSignal,
  late: AbortSignal,
): Promise<Reading> {
  if (!bytes) return { status: 'unreadable', sections: [], note: REPLACED };
  const reading = await reader
    .read({ type, bytes }, AbortSignal.any([signal, late]))
    .catch((): Reading => ({ status: 'unreadable', sections: [], isOurFault: true }));
  signal.throwIfAborted();
  const isLate = late.aborted && reading.status === 'unreadable';
  return isLate ? { status: 'unreadable', sections: [], note: TOO_SLOW } : reading;
}

/** A source that fails, or takes too long, has nothing to say. */
async function found(
  source: EvidenceSource,
  claim: Claim,
  signal: AbortSignal,
  timeoutMs: number,
): Promise<Passage[]> {
  try {
    return await within(timeoutMs, (limited) => source.find(claim, limited), signal);
  } catch {
    return [];
  }
}

/** Works on all items, so many at a time, and keeps their order. */
async function fewAtOnce<T, R>(
  count: number,
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const done: R[] = [];
  const waiting = items.entries();
  const one = async () => {
    for (const [i, item] of waiting) done[i] = await work(item);
  };
  await Promise.all(Array.from({ length: count }, one));
  return done;
}

const UNUSED = { input_tokens: 0, output_tokens: 0 };
/** What an engine makes of nothing; it is not asked. */
const NO_CLAIMS: Awaited<ReturnType<Engine['claims']>> = { claims: [], usage: UNUSED };
const NO_JUDGEMENTS: Awaited<ReturnType<Engine['judge']>> = { judgements: [], usage: UNUSED };

const attachmentOf = (
  { name, type }: Sent,
  { status, pages, note }: Reading,
): AnalysisResult['attachments'][number] => ({
  name: name.slice(0, MAX_NAME).toWellFormed(),
  type: type.extension,
  status,
  ...(pages !== undefined && { pages }),
  ...(note !== undefined && { note: note.slice(0, 400).toWellFormed() }),
});

/** The steps around an engine: read, make claims, gather evidence, judge, hold each quote to its passage. */
export function analystOf({
  engine,
  reader,
  evidence,
  author,
  now,
  evidenceTimeoutMs = EVIDENCE_TIMEOUT_MS,
  readingBudgetMs = READING_BUDGET_MS,
  note,
}: AnalystParts): Analyst {
  async function gatheredFor(
    claims: readonly Claim[],
    sources: readonly EvidenceSource[],
    signal: AbortSignal,
  ) {
    const end = now() + EVIDENCE_BUDGET_MS;
    let unasked = 0;
    const passagesFor = async (claim: Claim): Promise<Passage[]> => {
      // One that is asked has all of its time: a source that is cut off looks like one that knows nothing.
      const isInTime = end - now() >= evidenceTimeoutMs;
      if (!isInTime) unasked++;
      const asked = isInTime ? sources : sources.filter(({ isRemote }) => !isRemote);
      const each = await Promise.all(asked.map((source) => found(source, claim, signal, evidenceTimeoutMs)));
      return each
        .flat()
        .filter(({ text }) => text.length <= MAX_PASSAGE)
        .slice(0, MAX_PASSAGES);
    };
    const gathered = await fewAtOnce(CLAIMS_AT_ONCE, claims, async (claim) => ({
      claim,
      passages: await passagesFor(claim),
    }));
    const note = `Sources in the network were too slow to be asked about ${unasked} of ${claims.length} claims.`;
    const isLate = unasked > 0 && sources.some(({ isRemote }) => isRemote);
    return { gathered, notes: isLate ? [note] : [] };
  }

  return {
    async analyse(assignment, signal) {
      try {
        return await analysed(assignment, signal);
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        const { kind, detail, usage, failure, retry } = error;
        note?.('engine_failed', { engine: engine.name, kind, detail, ...usage });
        return { failure, retry };
      }
    },
  };

  async function analysed({ text, attachments, charged }: Assignment, signal: AbortSignal): Promise<Outcome> {
    const tooLong = AbortSignal.timeout(readingBudgetMs);
    const readings = await Promise.all(
      attachments.map(async (sent) => ({ sent, reading: await readingOf(reader, sent, signal, tooLong) })),
    );
    const ours = readings.filter(({ reading }) => reading.isOurFault);
    if (ours.length > 0) {
      const types = ours.map(({ sent }) => sent.type.extension).join(' ');
      note?.('attachments_not_read', { files: ours.length, types });
      return { failure: OUR_FAULT, retry: true };
    }
    const material: Material = {
      text: isBlank(text) ? '' : text,
      attachments: readings.map(({ sent, reading }) => ({
        name: sent.name,
        sections: reading.sections,
        isPartial: reading.status === 'partly_read',
      })),
    };
    const texts = [text, ...material.attachments.map(({ sections }) => joined(sections))];
    const isNothing = texts.every(isBlank);
    if (isNothing && readings.some(({ reading }) => reading.status === 'not_transcribed'))
      return { failure: NOT_TRANSCRIBED, retry: false };

    const { claims, usage, notes = [] } = isNothing ? NO_CLAIMS : await engine.claims(material, signal);
    const sources = [attachmentEvidence(material), textEvidence(material), ...evidence];
    const { gathered, notes: late } = await gatheredFor(claims, sources, signal);
    signal.throwIfAborted();
    const {
      judgements,
      usage: judging,
      notes: more = [],
    } = isNothing ? NO_JUDGEMENTS : await engine.judge(gathered, signal);
    const judged = gathered.flatMap(({ claim, passages }, i) => {
      const judgement = judgements[i];
      return judgement ? [{ claim, passages, judgement }] : [];
    });
    const result = assembled({
      engine: { ...engine, limits: [...engine.limits, ...notes, ...late, ...more] },
      judged,
      signals: claimSources(material).flatMap((source) => signalsOf(source.text)),
      attachments: readings.map(({ sent, reading }) => attachmentOf(sent, reading)),
      isNothingRead: isNothing,
      characters: texts.reduce((sum, each) => sum + each.length, 0),
      usage: {
        input_tokens: usage.input_tokens + judging.input_tokens,
        output_tokens: usage.output_tokens + judging.output_tokens,
      },
      charged,
      author,
      now: now(),
    });
    return { result };
  }
}
