import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');

export interface Import {
  from: string;
  /** a file of ours, or a package */
  to: string;
  typeOnly: boolean;
}

/** Every source file, below the repository. */
export const sources = globSync('{client,console,docs,functions,lib,local}/**/*.{ts,tsx}', {
  cwd: root,
}).sort();

const IMPORT = /^import (type )?(?:[^'";]*? from )?'([^']+)'/gm;

/** Every import of them, in their order. */
export const importsOf = (files: readonly string[]): Import[] =>
  files.flatMap((from) =>
    [...readFileSync(join(root, from), 'utf8').matchAll(IMPORT)].map(([, type, to = '']) => ({
      from,
      to: to.startsWith('.') ? relative(root, join(root, dirname(from), to)) : to,
      typeOnly: type !== undefined,
    })),
  );
