import { isUtf8 } from 'node:buffer';
import chardet from 'chardet';
import {
  type Charset,
  decode,
  encodingOf,
  isTextIn,
  plausibleCharset,
  sampleOf,
  toldCharset,
} from '../charset.ts';

/** Percent. Below it the guesses for a text of a page were wrong more often than right. */
const MIN_CONFIDENCE = 30;
/** Its bytes are those of ASCII. */
const ESCAPED = 'iso-2022-jp';

/** @returns undefined for bytes that are text in no encoding that can be told */
export function charsetOf(bytes: Uint8Array): Charset | undefined {
  const told = toldCharset(bytes);
  if (told || bytes.includes(0)) return told;
  return guess(bytes) ?? plausibleCharset(bytes);
}

/** @returns undefined when the bytes are text in no encoding that can be told */
export function decoded(bytes: Uint8Array): string | undefined {
  const charset = charsetOf(bytes);
  return charset && decode(bytes, charset.name);
}

/** By how often the letters of each language come. */
function guess(bytes: Uint8Array): Charset | undefined {
  const names = chardet
    .analyse(sampleOf(bytes))
    .filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
    .flatMap((each) => encodingOf(each.name) ?? []);
  const name = isUtf8(bytes)
    ? names.find((each) => each === ESCAPED && decode(bytes, each) !== undefined)
    : names.find((each) => isTextIn(bytes, each));
  return name === undefined ? undefined : { name, isGuessed: true };
}
