import type { CallAsUser } from '../session.tsx';
import type { Task, Upload } from './wire.ts';

export const MAX_FILES = 5;

/** Bytes of files that come along with the call, whose form the API takes up to 4.5 MB of; more are uploaded before. */
const ALONG_BYTES = 4_000_000;

/** A form writes line ends as CRLF, and the claims' spans count them: so the text is sent, and kept, in every case. */
export const asSent = (text: string): string => text.replace(/\r?\n/g, '\r\n');

interface Order {
  /** {@link asSent} */
  text: string;
  files: File[];
  key: string;
}

/**
 * Starts an analysis. Files that are too large together are all uploaded first.
 * @param say is told of each step
 */
export async function startAnalysis(
  owner: { path: string; call: CallAsUser },
  { text, files, key }: Order,
  say: (stage: string) => void,
): Promise<Task> {
  const path = `${owner.path}/agent/analysis`;
  const isLarge = files.reduce((sum, { size }) => sum + size, 0) > ALONG_BYTES;
  if (isLarge) {
    const upload_ids: string[] = [];
    for (const [index, file] of files.entries()) {
      say(`Uploading file ${index + 1} of ${files.length} …`);
      upload_ids.push(await uploaded(owner, file));
    }
    say('Starting …');
    const json = { ...(text.trim() !== '' && { text }), upload_ids };
    return owner.call<Task>(path, { method: 'POST', json, idempotencyKey: key });
  }
  say('Starting …');
  const form = new FormData();
  if (text.trim() !== '') form.set('text', text);
  for (const file of files) form.append(file.name, file, file.name);
  return owner.call<Task>(path, { method: 'POST', form, idempotencyKey: key });
}

async function uploaded({ path, call }: { path: string; call: CallAsUser }, file: File): Promise<string> {
  const order = { name: file.name, size: file.size };
  const { id, url } = await call<Upload>(`${path}/agent/uploads`, { method: 'POST', json: order });
  // The one header that the address is signed for is the length, which the browser sets by itself.
  const response = await fetch(url, { method: 'PUT', body: file, credentials: 'omit' });
  if (!response.ok) throw new Error(`the upload answered ${response.status}`);
  return id;
}
