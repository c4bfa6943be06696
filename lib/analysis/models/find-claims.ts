import * as z from 'zod/mini';
import type { Claim, Material } from '../analysis.ts';
import { EngineFailure } from '../engine-failure.ts';
import { joined } from '../material.ts';
import { findVerbatim } from '../verbatim.ts';
import type { Question } from './ask.ts';
import { boundaries, boundaryRule } from './boundaries.ts';
import { beginning, halves, type Piece, pieces, tokensOf } from './budget.ts';

/** More are not judged: each costs evidence and tokens. */
export const MAX_CLAIMS = 24;
/** Read at once. */
const PIECE_TOKENS = 12_000;
/** Read at all. */
const MATERIAL_TOKENS = 48_000;
/** Of words that a reader would still take for one statement. */
const MAX_CLAIM_CHARACTERS = 1_000;

export const MATERIAL_LIMIT = `Of long material, about the first ${Math.floor((MATERIAL_TOKENS * 3) / 1_000)},000 characters are searched for claims.`;
export const CLAIMS_LIMIT = `Of many claims, the first ${MAX_CLAIMS} are judged.`;

const Answer = z.object({ claims: z.array(z.object({ text: z.string() })) });

/** Part of the text (`attachment` null) or of a file's joined sections. */
export interface Reading extends Piece {
  attachment: string | null;
  /** how many claims to look for */
  share: number;
}

/** What of the material is to be read, in pieces. */
export function readings({ text, attachments }: Material): { readings: Reading[]; isCut: boolean } {
  const documents: { attachment: string | null; text: string }[] =
    text.trim() === ''
      ? attachments.map(({ name, sections }) => ({ attachment: name, text: joined(sections) }))
      : [{ attachment: null, text }];
  let left = MATERIAL_TOKENS;
  let isCut = false;
  const read: Omit<Reading, 'share'>[] = [];
  for (const document of documents) {
    const kept = left > 0 ? beginning(document.text, left) : '';
    isCut ||= kept.length < document.text.trimEnd().length;
    left -= tokensOf(kept);
    for (const piece of pieces(kept, PIECE_TOKENS))
      if (piece.text.trim() !== '') read.push({ attachment: document.attachment, ...piece });
  }
  const total = read.reduce((sum, piece) => sum + piece.text.length, 0);
  const shareOf = (piece: Piece) => Math.max(2, Math.ceil((MAX_CLAIMS * piece.text.length) / total));
  return { readings: read.map((piece) => ({ ...piece, share: shareOf(piece) })), isCut };
}

/** Asks for the claims of one piece; of its halves when the answer would be too long. */
export async function claimsOf(
  reading: Reading,
  asked: <T>(question: Question<T>) => Promise<T>,
): Promise<Claim[]> {
  try {
    const answer = await asked(questionOf(reading));
    return located(reading, answer.claims.slice(0, reading.share));
  } catch (error) {
    const two = error instanceof EngineFailure && error.kind === 'truncated' ? halves(reading) : undefined;
    if (!two) throw error;
    const share = Math.ceil(reading.share / 2);
    const [first, second] = two.map((piece) => ({ ...reading, ...piece, share }));
    return [...(first ? await claimsOf(first, asked) : []), ...(second ? await claimsOf(second, asked) : [])];
  }
}

function questionOf({ text, share }: Reading): Question<z.infer<typeof Answer>> {
  const { mark, enclose } = boundaries();
  return {
    schema: Answer,
    instructions: [
      'You find the statements in a text that can be checked against evidence: facts about events, numbers, dates, people, places and things. Leave out opinions, questions, wishes, predictions, and what speaks of nothing in particular.',
      `Copy each statement word for word from the text: one sentence, or the shortest part of it that says the fact completely. Change, add and translate nothing. Give at most ${share}, the most important ones, in the order of the text; none where there are none.`,
      boundaryRule(mark),
      'Answer with JSON only: {"claims": [{"text": "..."}]}',
    ].join('\n\n'),
    prompt: enclose('text', text),
  };
}

/** Only what stands in the piece, and once: what the model made up or was made to say is no claim of the sender. */
function located({ text, start, attachment }: Reading, found: readonly { text: string }[]): Claim[] {
  const claims = new Map<number, Claim>();
  for (const { text: words } of found) {
    if (words.length > MAX_CLAIM_CHARACTERS) continue;
    let range = findVerbatim(text, words);
    while (range && claims.has(range.start)) range = findVerbatim(text, words, range.end);
    if (!range) continue;
    const span = { attachment, start: start + range.start, end: start + range.end };
    claims.set(range.start, { text: text.slice(range.start, range.end), span });
  }
  return [...claims.values()].sort((a, b) => a.span.start - b.span.start);
}
