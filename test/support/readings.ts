import type { Reading } from '../../lib/files/files.ts';
import { attachmentGate } from '../../lib/files/gate.ts';
import { isolatedReader, READING_LIMITS } from '../../lib/files/reading/reader.ts';

/** On a machine that may be slower. */
const reader = isolatedReader({}, { ...READING_LIMITS, ms: 120_000 });

/** What becomes of a file that a user sends: inspected, then read in the process that reads. */
export async function readFile(name: string, content: string | Uint8Array): Promise<Reading> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const type = await attachmentGate.inspect(name, bytes);
  if (typeof type === 'string') throw new Error(`${name} is refused: ${type}`);
  return reader.read({ type, bytes }, new AbortController().signal);
}

export const textsOf = ({ sections }: Reading) => sections.map(({ text }) => text);
export const rowsOf = ({ sections }: Reading) => sections.flatMap(({ row }) => row ?? []);
