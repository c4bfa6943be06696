import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { factsOf, placesOf } from './facts.ts';
import { lexiconOf } from './lexicon.ts';
import { readWordNet } from './wordnet.ts';

export const DATA = join(import.meta.dirname, '../../lib/checker/data');

const SOURCES = {
  lexicon: 'WordNet 3.1, copyright Princeton University',
  facts:
    'WordNet 3.1, copyright Princeton University; world-countries (Open Database License 1.0); chemical-elements (MIT)',
  places: 'world-countries (Open Database License 1.0); WordNet 3.1, copyright Princeton University',
};

/** What the embedded engine knows, as text by file name; compiled from packages that are not deployed. */
export async function knowledge(): Promise<Record<keyof typeof SOURCES, string>> {
  const wordnet = await readWordNet();
  return { lexicon: lexiconOf(wordnet), facts: factsOf(wordnet), places: placesOf(wordnet) };
}

/** A module, so that Node, the tests and the bundles all find it with no file beside them. */
const moduleOf = (text: string, sources: string) => {
  const packed = brotliCompressSync(text, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  });
  return `// Compiled by \`npm run compile:knowledge\` from ${sources}. Brotli in base64.\nexport const packed =\n  '${packed.toString('base64')}';\n`;
};

if (import.meta.main)
  for (const [name, text] of Object.entries(await knowledge()) as [keyof typeof SOURCES, string][]) {
    const source = moduleOf(text, SOURCES[name]);
    await writeFile(join(DATA, `${name}.ts`), source);
    console.log(`${String(text.length).padStart(8)} characters, ${source.length} packed: ${name}`);
  }
