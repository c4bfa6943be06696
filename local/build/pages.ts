import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import type { PageDeclaration } from '../../lib/http/page.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Builds a page for browsers, its files named by what they hold. Its sources are `main.tsx`, `style/style.css` and
 * `index.html` in the folder that its path names.
 * @param folder where to, empty
 */
export async function buildPage({ path }: PageDeclaration, folder: string): Promise<void> {
  const source = path.slice(1);
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${source}/main.tsx`, `${source}/style/style.css`],
    entryNames: '[name]-[hash]',
    outdir: folder,
    bundle: true,
    minify: true,
    format: 'esm',
    // What all browsers have had for two years.
    target: ['chrome120', 'firefox121', 'safari17.4'],
    tsconfig: `${source}/tsconfig.json`,
    legalComments: 'none',
    logLevel: 'error',
    write: false,
  });
  const nameOf = (ending: string) =>
    basename(outputFiles.find((file) => file.path.endsWith(ending))?.path ?? '');
  const html = await readFile(join(root, source, 'index.html'), 'utf8');
  await mkdir(folder, { recursive: true });
  await Promise.all(outputFiles.map((file) => writeFile(join(folder, basename(file.path)), file.contents)));
  // Relative to the page's path, whatever stage stands before it.
  const index = html
    .replace('{{script}}', `${source}/${nameOf('.js')}`)
    .replace('{{style}}', `${source}/${nameOf('.css')}`);
  await writeFile(join(folder, 'index.html'), index);
}
