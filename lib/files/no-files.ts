import type { FileStore } from './files.ts';

const takesNone = () => Promise.reject(new TypeError('this deployment takes no files'));

/** Where nobody can send a file, there is none to get or to remove. */
export const noFiles: FileStore = {
  put: takesNone,
  uploadUrl: takesNone,
  get: () => Promise.resolve(undefined),
  remove: () => Promise.resolve(),
};
