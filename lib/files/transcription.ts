import { setTimeout } from 'node:timers/promises';
import * as z from 'zod/mini';
import type { AttachmentReader, Transcriber } from './files.ts';
import { clock } from './reading/clock.ts';
import { Sections } from './reading/sections.ts';

/** A service that speaks OpenAI's API: https://platform.openai.com/docs/api-reference/audio/createTranscription */
export interface TranscriptionService {
  /** with its version: `https://api.openai.com/v1` */
  url: string;
  key: string;
  model: string;
  /** for one answer */
  ms: number;
}

const TRIES = 2;
const PAUSE_MS = 1_000;

/** Segments come with `verbose_json`; some models know only `json`. */
const Transcript = z.object({
  text: z.string(),
  segments: z.optional(z.array(z.object({ start: z.number(), text: z.string() }))),
});

export const openAiTranscriber = (service: TranscriptionService): Transcriber => ({
  async transcribe({ type, bytes }, signal) {
    const ask = (format: string, tries: number) =>
      asked(service, type.extension, bytes, format, signal, tries);
    let response = await ask('verbose_json', TRIES);
    if (response.status === 400) response = await ask('json', 1);
    if (!response.ok) throw new Error(`the transcription service answered ${response.status}`);
    const { text, segments } = Transcript.parse(await response.json());
    if (!segments?.length) return [{ text, locator: clock(0) }];
    return segments.map((segment) => ({ text: segment.text, locator: clock(segment.start) }));
  },
});

/** Tries once more what may pass. The name of the file is ours: the sender's is nobody else's business. */
async function asked(
  { url, key, model, ms }: TranscriptionService,
  extension: string,
  bytes: Uint8Array,
  format: string,
  signal: AbortSignal,
  tries: number,
): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(bytes)]), `recording${extension}`);
  body.append('model', model);
  body.append('response_format', format);
  const response = await fetch(`${url.replace(/\/+$/, '')}/audio/transcriptions`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
    body,
    redirect: 'error',
    signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]),
  });
  if (tries <= 1 || (response.status !== 429 && response.status < 500)) return response;
  await response.body?.cancel();
  await setTimeout(PAUSE_MS, undefined, { signal });
  return asked({ url, key, model, ms }, extension, bytes, format, signal, tries - 1);
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
      } catch {
        return { ...reading, note: 'What is said in it could not be transcribed.' };
      }
    },
  };
}
