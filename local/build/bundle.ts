import { globSync } from 'node:fs';
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type BuildOptions } from 'esbuild';
import { type Zippable, zipSync } from 'fflate';
import { carriedFiles, carriedPackages } from './carried.ts';
import type { DeployedFunction } from './functions.ts';
import { buildPage } from './pages.ts';

const root = join(import.meta.dirname, '../..');
const PACKAGED = join(root, '.build');

const bundleOf = ({ file }: DeployedFunction) => `functions/${file}.mjs`;
export const zipOf = ({ name }: DeployedFunction) => join(PACKAGED, 'zips', `${name}.zip`);

const OPTIONS: BuildOptions = {
  absWorkingDir: root,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  minify: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  mainFields: ['module', 'main'],
  legalComments: 'none',
  // CommonJS packages inside an ES module still call `require` for Node's own modules.
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  logLevel: 'error',
};

/** The process that reads attachments, beside the function that starts it; a parser for each type, loaded when needed. */
const READING = 'functions/agent/reading';
const CHUNKS = 'functions/agent/chunks';
const readsAttachments = ({ consumer }: DeployedFunction) => consumer?.uses.analyst === true;

/**
 * Bundles each function into one file of its own.
 * @param folder where to; what runs from one is not to be built into again
 * @returns the minified bytes of each, by name
 */
export async function bundle(
  functions: readonly DeployedFunction[],
  folder = PACKAGED,
): Promise<Record<string, number>> {
  await rm(folder, { recursive: true, force: true });
  const entriesOf = (some: readonly DeployedFunction[]) =>
    some.map(({ file }) => ({ in: `functions/${file}.ts`, out: `functions/${file}` }));
  await build({
    ...OPTIONS,
    entryPoints: entriesOf(functions.filter((fn) => !readsAttachments(fn))),
    outdir: folder,
    alias: {
      // A compiler of schemas for what a server asks of its client. Ours asks nothing.
      '@modelcontextprotocol/server/_shims': './local/build/no-schema-compiler.ts',
    },
    // Only the worker asks language models. Named here, they are dropped with what would import them.
    external: ['ai', '@ai-sdk/*'],
  });
  const workers = functions.filter(readsAttachments);
  if (workers.length > 0) {
    await build({
      ...OPTIONS,
      entryPoints: entriesOf(workers),
      outdir: folder,
      // Each provider's SDK is loaded only where it is asked.
      splitting: true,
      chunkNames: `${CHUNKS}/[name]-[hash]`,
    });
    await build({
      ...OPTIONS,
      entryPoints: { child: 'lib/files/reading/child.ts' },
      outdir: join(folder, READING),
      splitting: true,
      external: carriedPackages,
    });
  }
  for (const { file, page } of functions) if (page) await buildPage(page, join(folder, file));
  // Where a bundle lies outside of the project, the packages that it leaves out are found by this.
  if (!folder.startsWith(root)) await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const sizes = await Promise.all(
    functions.map(async (fn) => [fn.name, (await readFile(join(folder, bundleOf(fn)))).length] as const),
  );
  return Object.fromEntries(sizes);
}

/** Zips each bundle for Lambda, with all that it needs; the same bytes for the same sources. */
export async function zip(functions: readonly DeployedFunction[]): Promise<void> {
  await mkdir(join(PACKAGED, 'zips'), { recursive: true });
  for (const fn of functions) {
    const paths = [bundleOf(fn), ...(readsAttachments(fn) ? besideTheWorker() : []), ...pageFiles(fn)];
    const files: Zippable = readsAttachments(fn) ? await carriedFiles(root) : {};
    for (const path of paths) files[path] = await readFile(join(PACKAGED, path));
    await writeFile(zipOf(fn), zipSync(files, { mtime: '1980-01-01', level: readsAttachments(fn) ? 6 : 9 }));
  }
}

const besideTheWorker = () => globSync(`{${READING},${CHUNKS}}/*.mjs`, { cwd: PACKAGED }).sort();

/** Those that a page's function serves. */
const pageFiles = ({ file, page }: DeployedFunction) =>
  page ? globSync(`${file}/*`, { cwd: PACKAGED }).sort() : [];
