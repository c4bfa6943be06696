/** What the process that parses an attachment tells the one that started it, on descriptor 3: {@link BEGUN}, then JSON. */

/** The reader is loaded and has all of the bytes. A process that ends without saying so could not be started properly. */
export const BEGUN = '\n';

/** Instead of a reading: the reader lacked something that does not depend on the file. */
export const OUR_FAULT = { fault: 'ours' } as const;

/** Node's codes for a permission, a module or a resource that a reader lacks. */
const LACKING = new Set([
  'ERR_ACCESS_DENIED',
  'ERR_DLOPEN_DISABLED',
  'ERR_DLOPEN_FAILED',
  'ERR_MODULE_NOT_FOUND',
  'MODULE_NOT_FOUND',
  'ENOENT',
  'EACCES',
  'EMFILE',
  'ENFILE',
]);

/** Whether a reader failed because of how it is installed or started, rather than because of the file. */
export function isFaultOfOurs(error: unknown): boolean {
  for (let each = error; each instanceof Error; each = each.cause)
    if ('code' in each && LACKING.has(String(each.code))) return true;
  return false;
}
