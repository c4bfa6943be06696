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
const MAX_NAME = 255;
const NOTHING_READ =
  'Nothing could be read: there is no text, and none of the files has any that we can read.';

export interface AnalystParts {
  engine: Engine;
  reader: AttachmentReader;
  /** beside the sent material, which always comes first */
  evidence: readonly EvidenceSource[];
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
  if (!bytes) return { status: 'unreadable', sections: [], note: 'The file is no longer there.' };
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
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), timeoutMs);
  const both = AbortSignal.any([signal, late.signal]);
  try {
    const ended = new Promise<Passage[]>((resolve) => {
      both.addEventListener('abort', () => resolve([]), { once: true });
    });
    return await Promise.race([source.find(claim, both), ended]);
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
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
  now,
  evidenceTimeoutMs = EVIDENCE_TIMEOUT_MS,
  note,
}: AnalystParts): Analyst {
  async function passagesFor(
    claim: Claim,
    sources: readonly EvidenceSource[],
    signal: AbortSignal,
  ): Promise<Passage[]> {
    const each = await Promise.all(sources.map((source) => found(source, claim, signal, evidenceTimeoutMs)));
    return each
      .flat()
      .filter(({ text }) => text.length <= MAX_PASSAGE)
      .slice(0, MAX_PASSAGES);
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
    const gathered = await Promise.all(
      claims.map(async (claim) => ({ claim, passages: await passagesFor(claim, sources, signal) })),
    );
    signal.throwIfAborted();
    const { judgements, usage: judging, notes: more = [] } = await engine.judge(gathered, signal);
    const judged = gathered.flatMap(({ claim, passages }, i) => {
      const judgement = judgements[i];
      return judgement ? [{ claim, passages, judgement }] : [];
    });
    const result = assembled({
      engine: { ...engine, limits: [...engine.limits, ...notes, ...more] },
      judged,
      signals: claimSources(material).flatMap((source) => signalsOf(source.text)),
      attachments: readings.map(({ sent, reading }) => attachmentOf(sent, reading)),
      characters: texts.reduce((sum, each) => sum + each.length, 0),
      usage: {
        input_tokens: usage.input_tokens + judging.input_tokens,
        output_tokens: usage.output_tokens + judging.output_tokens,
      },
      charged,
      now: now(),
    });
    return { result };
  }
}
