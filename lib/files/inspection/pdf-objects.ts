/** A value of a PDF: ISO 32000-1 §7.3. Strings are bytes, names begin with their slash; what is `null` or a keyword is left out. */
export type PdfValue = number | boolean | string | Buffer | Reference | PdfValue[] | PdfDictionary;
export interface Reference {
  object: number;
  generation: number;
}
export type PdfDictionary = Map<string, PdfValue>;

export const isDictionary = (value: PdfValue | undefined): value is PdfDictionary => value instanceof Map;
export const isReference = (value: PdfValue | undefined): value is Reference =>
  typeof value === 'object' && 'object' in value;

const MAX_DEPTH = 8;
/** Of one dictionary: those that are read here have twenty values. */
const MAX_VALUES = 500;

const TOKEN =
  /[\0\t\n\f\r ]*(?:%[^\r\n]*[\0\t\n\f\r ]*)*(<<|>>|\[|\]|\(|<[0-9A-Fa-f\0\t\n\f\r ]*>|\/[^\0\t\n\f\r ()<>[\]{}/%]*|[^\0\t\n\f\r ()<>[\]{}/%]+)/y;
const REFERENCE = /[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![A-Za-z])/y;
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/**
 * @param text the bytes as Latin-1
 * @returns undefined where no whole dictionary begins there
 */
export function dictionaryAt(text: string, from: number): PdfDictionary | undefined {
  let at = from;
  let values = 0;

  function token(): string | undefined {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text)?.[1];
    if (found !== undefined) at = TOKEN.lastIndex;
    return found;
  }

  function dictionary(depth: number): PdfDictionary | undefined {
    const entries: PdfDictionary = new Map();
    for (let name = token(); name !== undefined; name = token()) {
      if (name === '>>') return entries;
      if (!name.startsWith('/')) return undefined;
      const value = next(depth);
      if (value === undefined) return undefined;
      if (value !== null) entries.set(name.slice(1), value);
    }
    return undefined;
  }

  function array(depth: number): PdfValue[] | undefined {
    const items: PdfValue[] = [];
    for (let value = next(depth); value !== undefined; value = next(depth)) {
      if (value === END) return items;
      if (value !== null) items.push(value);
    }
    return undefined;
  }

  /** @returns null for what is of no use here; undefined where no value begins */
  function next(depth: number): PdfValue | null | undefined {
    const found = token();
    if (found === undefined || depth > MAX_DEPTH || ++values > MAX_VALUES || found === '>>') return undefined;
    if (found === '<<') return dictionary(depth + 1);
    if (found === '[') return array(depth + 1);
    if (found === END || found.startsWith('/')) return found;
    if (found === '(') return literal();
    if (found.startsWith('<')) return Buffer.from(evenDigits(found.replace(/[^0-9A-Fa-f]/g, '')), 'hex');
    if (found === 'true' || found === 'false') return found === 'true';
    const number = Number(found);
    if (Number.isNaN(number)) return null;
    REFERENCE.lastIndex = at;
    const generation = REFERENCE.exec(text)?.[1];
    if (generation === undefined) return number;
    at = REFERENCE.lastIndex;
    return { object: number, generation: Number(generation) };
  }

  /** Parentheses in it are balanced, or have a backslash before them. */
  function literal(): Buffer | undefined {
    let open = 1;
    let bytes = '';
    while (at < text.length) {
      const letter = text.charAt(at++);
      if (letter === '\\') bytes += escaped();
      else if (letter === ')' && --open === 0) return Buffer.from(bytes, 'latin1');
      else {
        if (letter === '(') open++;
        bytes += letter;
      }
    }
    return undefined;
  }

  function escaped(): string {
    const octal = /^[0-7]{1,3}/.exec(text.slice(at, at + 3))?.[0];
    if (octal !== undefined) {
      at += octal.length;
      return String.fromCharCode(parseInt(octal, 8) & 0xff);
    }
    const letter = text.charAt(at++);
    if (letter === '\r' && text.charAt(at) === '\n') at++;
    return letter === '\r' || letter === '\n' ? '' : (ESCAPES[letter] ?? letter);
  }

  return token() === '<<' ? dictionary(0) : undefined;
}

const END = ']';
const evenDigits = (digits: string) => (digits.length % 2 === 0 ? digits : `${digits}0`);
