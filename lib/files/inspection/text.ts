import type { Refusal } from '../files.ts';
import { plausibleText } from '../charset.ts';
import { isTooDeep } from './markup.ts';

/** Deeper than any page for people is nested, and shallow enough for parsers that recurse. */
const MAX_DEPTH = 800;

/** Documents that are themselves plain ASCII, under a name that says text. */
const FOREIGN = /^\s*(%PDF-|\{\\rtf|%!PS|MIME-Version:)/;

export function inspectText(bytes: Uint8Array): Refusal | undefined {
  return textOf(bytes) === undefined ? 'unsupported_attachment' : undefined;
}

export function inspectHtml(bytes: Uint8Array): Refusal | undefined {
  const text = textOf(bytes);
  if (text === undefined || !/<[a-z!?]/i.test(text)) return 'unsupported_attachment';
  return isTooDeep(Buffer.from(text), 'html', MAX_DEPTH) ? 'too_large' : undefined;
}

const TIMES = /^(\d{1,4}:)?\d\d?:\d\d[,.]\d{1,3} {1,9}--> {1,9}(\d{1,4}:)?\d\d?:\d\d[,.]\d{1,3}/m;

export function inspectSrt(bytes: Uint8Array): Refusal | undefined {
  return TIMES.test(textOf(bytes) ?? '') ? undefined : 'unsupported_attachment';
}

/** https://www.w3.org/TR/webvtt1/#file-structure */
export function inspectVtt(bytes: Uint8Array): Refusal | undefined {
  return /^WEBVTT(?=[ \t\r\n]|$)/.test(textOf(bytes) ?? '') ? undefined : 'unsupported_attachment';
}

/** @returns undefined for what is text in no encoding that can be told, or another type of document */
function textOf(bytes: Uint8Array): string | undefined {
  const text = plausibleText(bytes);
  return text === undefined || text.includes('\0') || FOREIGN.test(text.slice(0, 200)) ? undefined : text;
}
