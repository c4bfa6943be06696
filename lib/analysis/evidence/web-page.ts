import type { AttachmentReader } from '../../files/files.ts';
import { type FetchRules, safeFetch } from './safe-fetch.ts';
import { Unfetchable } from './unfetchable.ts';
import type { ReadPage } from './web-search.ts';

/** Where a page says itself how it is encoded: https://html.spec.whatwg.org/#prescan-a-byte-stream-to-determine-its-encoding */
const PRESCAN_BYTES = 1_024;

/**
 * Fetches pages and has them read as attachments are: by readers that can be killed, whatever a page is made of.
 * @param refused is told why a page was not fetched
 */
export function pageReader(
  reader: AttachmentReader,
  rules: FetchRules,
  refused: (reason: string) => void,
): ReadPage {
  return async (url, signal) => {
    try {
      const { contentType, charset, bytes } = await safeFetch(url, signal, rules);
      const extension = contentType === 'text/plain' ? '.txt' : '.html';
      const page = { type: { kind: 'document' as const, extension }, bytes: asUtf8(bytes, charset) };
      return (await reader.read(page, signal)).sections;
    } catch (error) {
      refused(error instanceof Unfetchable ? error.reason : 'unreadable');
      return [];
    }
  };
}

/** Readers know UTF-8; pages name many encodings. */
function asUtf8(bytes: Uint8Array, charset: string | undefined): Uint8Array {
  const head = Buffer.from(bytes.subarray(0, PRESCAN_BYTES)).toString('latin1');
  const named = charset ?? /<meta[^>]{0,200}charset=["']?([\w-]{1,40})/i.exec(head)?.[1];
  if (named === undefined || /^utf-?8$/i.test(named)) return bytes;
  try {
    return new TextEncoder().encode(new TextDecoder(named).decode(bytes));
  } catch {
    return bytes; // no encoding of that name
  }
}
