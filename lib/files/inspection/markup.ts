const [LT, GT, SLASH, BANG, QUESTION, DASH] = Buffer.from('<>/!?-') as unknown as number[];

/** Elements of HTML that hold nothing, or that the next of their kind closes: they do not nest by themselves. */
const FLAT = new Set(
  (
    'area base br col embed hr img input link meta param source track wbr ' +
    'p li dt dd tr td th thead tbody tfoot colgroup option optgroup rp rt'
  ).split(' '),
);
/** Elements of HTML in which tags are text. */
const RAW = new Set(['script', 'style', 'textarea', 'title']);

/**
 * Whether elements nest deeper than `max`, in one pass over the bytes and without building anything of them.
 * It errs to the shallow side: what gets past it meets the limits of the process that parses.
 */
export function isTooDeep(bytes: Uint8Array, language: 'xml' | 'html', max: number): boolean {
  let depth = 0;
  let raw = '';
  for (let at = bytes.indexOf(LT ?? 0); at >= 0 && at < bytes.length; at++) {
    if (bytes[at] !== LT) continue;
    const next = bytes[at + 1] ?? 0;
    if (next === BANG || next === QUESTION) {
      if (raw === '' && next === BANG && bytes[at + 2] === DASH && bytes[at + 3] === DASH)
        at = endOfComment(bytes, at + 4);
      continue;
    }
    const isClosing = next === SLASH;
    const name = language === 'html' ? nameAt(bytes, at + (isClosing ? 2 : 1)) : 'element';
    if (name === '' || (raw !== '' && !(isClosing && name === raw))) continue;
    if (isClosing) {
      raw = '';
      if (!FLAT.has(name)) depth = Math.max(0, depth - 1);
      continue;
    }
    while (at < bytes.length && bytes[at] !== GT) at++;
    const isEmpty = language === 'xml' && bytes[at - 1] === SLASH;
    if (isEmpty || FLAT.has(name)) continue;
    if (language === 'html' && RAW.has(name)) raw = name;
    if (++depth > max) return true;
  }
  return false;
}

/** @returns the place of the `>` of `-->`, or the end */
function endOfComment(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length; at++)
    if (bytes[at] === GT && bytes[at - 1] === DASH && bytes[at - 2] === DASH) return at;
  return bytes.length;
}

/** An element's name in lower case; '' where none begins. No name that matters is longer than ten letters. */
function nameAt(bytes: Uint8Array, from: number): string {
  let name = '';
  for (let at = from; at < from + 10; at++) {
    const letter = (bytes[at] ?? 0) | 0x20;
    if ((letter < 0x61 || letter > 0x7a) && !(at > from && letter >= 0x30 && letter <= 0x39)) break;
    name += String.fromCharCode(letter);
  }
  return name;
}
