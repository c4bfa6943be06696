import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/**
 * Builds the console for browsers, its files named by what they hold.
 * @param folder where to, empty
 */
export async function buildConsole(folder: string): Promise<void> {
  const source = join(root, 'console');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['console/main.tsx', 'console/style/style.css'],
    entryNames: '[name]-[hash]',
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    // What all browsers have had for two years.
    target: ['chrome120', 'firefox121', 'safari17.4'],
    tsconfig: 'console/tsconfig.json',
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  const nameOf = (ending: string) =>
    basename(outputFiles.find(({ path }) => path.endsWith(ending))?.path ?? '');
  const html = await readFile(join(source, 'index.html'), 'utf8');
  await mkdir(folder, { recursive: true });
  await Promise.all(
    outputFiles.map(({ path, contents }) => writeFile(join(folder, basename(path)), contents)),
  );
  // Relative to `/console`, whatever stage stands before it.
  const page = html
    .replace('{{script}}', `console/${nameOf('.js')}`)
    .replace('{{style}}', `console/${nameOf('.css')}`);
  await writeFile(join(folder, 'index.html'), page);
}
