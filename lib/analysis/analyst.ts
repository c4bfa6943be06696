import { within } from '../deadline.ts';
import type { AttachmentReader, Reading } from '../files/files.ts';
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
const NOTHING_READ =
  'Nothing could be read: there is no text, and none of the files has any that we can read.';

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
  /** Writes to the log. */
  note?: (event: string, fields: Record<string, string | number>) => void;
}

type Sent = Assignment['attachments'][number];

async function readingOf(
  reader: AttachmentReader,
  { type, bytes }: Sent,
  signal: AbortSignal,
): Promise<Reading> {
  if (!bytes)
    return {
      status: 'unreadable',
      sections: [],
      note: 'The file is gone, or another one was uploaded in its place.',
    };
  try {
    return await reader.read({ type, bytes }, signal);
  } catch {
    signal.throwIfAborted();
    return { status: 'unreadable', sections: [] };
  }
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
    const readings = await Promise.all(
      attachments.map(async (sent) => ({ sent, reading: await readingOf(reader, sent, signal) })),
    );
    const material: Material = {
      text,
      attachments: readings.map(({ sent, reading }) => ({ name: sent.name, sections: reading.sections })),
    };
    const texts = [text, ...material.attachments.map(({ sections }) => joined(sections))];
    if (!texts.some((each) => each.trim())) return { failure: NOTHING_READ, retry: false };

    const { claims, usage, notes = [] } = await engine.claims(material, signal);
    const sources = [attachmentEvidence(material), textEvidence(material), ...evidence];
    const { gathered, notes: late } = await gatheredFor(claims, sources, signal);
    signal.throwIfAborted();
    const { judgements, usage: judging, notes: more = [] } = await engine.judge(gathered, signal);
    const judged = gathered.flatMap(({ claim, passages }, i) => {
      const judgement = judgements[i];
      return judgement ? [{ claim, passages, judgement }] : [];
    });
    const result = assembled({
      engine: { ...engine, limits: [...engine.limits, ...notes, ...late, ...more] },
      judged,
      signals: claimSources(material).flatMap((source) => signalsOf(source.text)),
      attachments: readings.map(({ sent, reading }) => attachmentOf(sent, reading)),
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
