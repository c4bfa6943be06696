import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * Where pdf.js finds which characters the codes of Chinese, Japanese and Korean fonts stand for: PDFs name these maps
 * (ISO 32000-1 §9.7.5.2) and seldom bring them along. They lie in the package that unpdf is built from.
 */
export class CharacterMaps {
  /** @param filename as pdf.js asks for it; only names of maps are looked for */
  async fetch({ kind, filename }: { kind: string; filename: string }): Promise<Uint8Array> {
    if (kind !== 'cMapUrl' || !/^[\w-]{1,40}\.bcmap$/.test(filename)) throw new Error(`no ${kind} here`);
    const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
    return new Uint8Array(await readFile(join(folder, 'cmaps', filename)));
  }
}
