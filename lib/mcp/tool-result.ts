import { listText, taskText } from './plain-answer.ts';
import type { Envelope } from './server.ts';
import { isTask, shortenedList, shortenedTask, withoutResults } from './shortening.ts';
import { MAX_TOKENS } from './tokens.ts';

/** Up to this many bytes, the text is the same JSON as the structured content: both together are still little. */
const SMALL_BYTES = 4_096;
/** Of the text where it is not; some clients show nothing else. */
const TEXT_TOKENS = 5_000;
const STRUCTURED_TOKENS = MAX_TOKENS - TEXT_TOKENS - 500;

/**
 * What a tool answers: the envelope as structured content, and as text the same JSON while it is small, else what
 * matters of it. Together they are at most {@link MAX_TOKENS}.
 * @param detail sentences that name what is wrong with the arguments; only the text holds them
 */
export function toolResult(envelope: Envelope, detail?: string) {
  const structured = bounded(envelope);
  return {
    content: [{ type: 'text' as const, text: textOf(structured, detail) }],
    structuredContent: { ...structured },
    isError: envelope.status === 'error',
  };
}

function bounded({ data, message, status }: Envelope): Envelope {
  if (isTask(data)) return { data: shortenedTask(data, STRUCTURED_TOKENS), message, status };
  if (!Array.isArray(data)) return { data, message, status };
  const { items, note } = data.every(isTask) ? withoutResults(data) : { items: data, note: '' };
  const { kept, left } = shortenedList(items as unknown[], STRUCTURED_TOKENS);
  return { data: kept, message: [message, note, left].filter(Boolean).join(' '), status };
}

function textOf(envelope: Envelope, detail: string | undefined): string {
  const { data, message } = envelope;
  const json = JSON.stringify(detail ? { ...envelope, message: `${message} ${detail}` } : envelope);
  if (Buffer.byteLength(json) <= SMALL_BYTES) return json;
  if (isTask(data)) return taskText(data, message, TEXT_TOKENS);
  if (Array.isArray(data)) return listText(data, message, TEXT_TOKENS);
  return `${message} The answer is in the structured content.`;
}
