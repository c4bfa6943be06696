import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/**
 * Packages that no bundle can hold, as they bring native code, WebAssembly or data: what the reading of attachments
 * needs of each when it runs on Lambda (Linux, x64). Their licences come along.
 */
const CARRIED: Record<string, RegExp> = {
  sharp: /^dist\/.*\.[cm]js$/,
  '@img/colour': /\.cjs$/,
  '@img/sharp-linux-x64': /^(index\.cjs|lib\/)/,
  '@img/sharp-libvips-linux-x64': /^(versions\.json|lib\/)/,
  'detect-libc': /^lib\//,
  semver: /\.js$/,
  'tesseract.js': /^src\/.*\.js$/,
  // Of its builds, the one that tesseract.js takes under Node 24, whichever engine it is asked for.
  'tesseract.js-core': /^tesseract-core-relaxedsimd\.(js|wasm)$/,
  '@tesseract.js-data/eng': /^(index\.js|4\.0\.0_best_int\/)/,
  // Of pdf.js, which unpdf brings along, the maps of Asian fonts alone.
  'pdfjs-dist': /^cmaps\//,
  'wasm-feature-detect': /^dist\/cjs\//,
  'regenerator-runtime': /^runtime\.js$/,
  'is-url': /^index\.js$/,
  'bmp-js': /^(index\.js|lib\/)/,
};
const ALWAYS = /^(package\.json|licen[cs]e[^/]*)$/i;

/** Their names, for the bundler to leave alone. */
export const carriedPackages = Object.keys(CARRIED);

/** @returns the files of a minimal `node_modules`, by path, in order */
export async function carriedFiles(root: string): Promise<Record<string, Uint8Array>> {
  const files: Record<string, Uint8Array> = {};
  for (const [name, wanted] of Object.entries(CARRIED)) {
    const folder = join(root, 'node_modules', name);
    const taken = (await filesIn(folder)).filter((path) => wanted.test(path) || ALWAYS.test(path));
    if (!taken.includes('package.json'))
      throw new Error(`${name} is missing: package on Linux x64, after npm ci`);
    for (const path of taken) files[`node_modules/${name}/${path}`] = await readFile(join(folder, path));
  }
  return files;
}

/** @returns their paths below the folder, sorted; none where there is no such folder */
async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile());
  return files.map(({ parentPath, name }) => relative(folder, join(parentPath, name))).sort();
}
