import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import { within } from '../deadline.ts';
import type { AttachmentReader, Section, Transcriber } from './files.ts';
import { bytesOf } from './limited-body.ts';
import { clock } from './reading/clock.ts';
import { Sections } from './reading/sections.ts';

/** A service that speaks OpenAI's API: https://platform.openai.com/docs/api-reference/audio/createTranscription */
export interface TranscriptionService {
  /** with its version: `https://api.openai.com/v1` */
  url: string;
  key: string;
  model: string;
  /** for a file, all tries together */
  ms: number;
}

const TRIES = 2;
const PAUSE_MS = 1_000;
/** Hours of speech, with the times of its segments. */
const MAX_ANSWER_BYTES = 8_000_000;

/** Statuses that speak of the recording: malformed, too large, of an unknown type. */
const REFUSES_THE_FILE: ReadonlySet<number> = new Set([400, 413, 415, 422]);
class RefusedRecording extends Error {
  override readonly name = 'RefusedRecording';
}

/** Segments come with `verbose_json`; some models know only `json`. */
const Transcript = z.object({
  text: z.string(),
  segments: z.optional(z.array(z.object({ start: z.number(), text: z.string() }))),
});

export const openAiTranscriber = (service: TranscriptionService): Transcriber => ({
  transcribe: ({ type, bytes }, signal) =>
    within(service.ms, (limited) => transcribed(service, type.extension, bytes, limited), signal),
});

async function transcribed(
  service: TranscriptionService,
  extension: string,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<Section[]> {
  const ask = (format: string, tries: number) => asked(service, extension, bytes, format, signal, tries);
  let response = await ask('verbose_json', TRIES);
  if (response.status === 400) response = await ask('json', 1);
  if (REFUSES_THE_FILE.has(response.status)) throw new RefusedRecording();
  if (!response.ok) throw new Error(`the transcription service answered ${response.status}`);
  const answer = await bytesOf(response, MAX_ANSWER_BYTES);
  if (answer === 'too_large') throw new Error('the transcription service answered too much');
  const { text, segments } = Transcript.parse(JSON.parse(Buffer.from(answer).toString()));
  if (!segments?.length) return [{ text, locator: clock(0) }];
  return segments.map((segment) => ({ text: segment.text, locator: clock(segment.start) }));
}

/** Tries once more what may pass. The name of the file is ours: the sender's is nobody else's business. */
async function asked(
  service: TranscriptionService,
  extension: string,
  bytes: Uint8Array,
  format: string,
  signal: AbortSignal,
  tries: number,
): Promise<Response> {
  const { url, key, model } = service;
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(bytes)]), `recording${extension}`);
  body.append('model', model);
  body.append('response_format', format);
  const response = await fetch(`${url.replace(/\/+$/, '')}/audio/transcriptions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
    body,
    redirect: 'error',
    signal,
  });
  if (tries <= 1 || (response.status !== 429 && response.status < 500)) return response;
  await response.body?.cancel();
  await setTimeout(PAUSE_MS, undefined, { signal });
  return asked(service, extension, bytes, format, signal, tries - 1);
}

/** A reader that has said what it could not read itself; without a service, that stays as it is. */
export function transcribing(
  reader: AttachmentReader,
  transcriber: Transcriber | undefined,
): AttachmentReader {
  if (!transcriber) return reader;
  return {
    async read(file, signal) {
      const reading = await reader.read(file, signal);
      if (reading.status !== 'not_transcribed') return reading;
      try {
        const sections = new Sections(Infinity);
        for (const { text, locator } of await transcriber.transcribe(file, signal))
          sections.add(text, locator);
        const spoken = sections.reading();
        return { ...spoken, sections: [...reading.sections, ...spoken.sections] };
      } catch (error) {
        const note = 'What is said in it could not be transcribed.';
        if (!(error instanceof RefusedRecording)) return { ...reading, note, isOurFault: true };
        return reading.sections.length > 0
          ? { ...reading, note }
          : { ...reading, status: 'unreadable', note };
      }
    },
  };
}
