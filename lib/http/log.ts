import { Failure } from '../errors.ts';

type Fields = Record<string, string | number | boolean | undefined>;

/** One JSON line. Ids, codes and numbers only: never a header, a body, an e-mail, a code, a token or a key. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Fields): void {
  console[level](JSON.stringify({ level, event, ...fields }));
}

const OUR_OWN_WORDS = new Set(['TypeError', 'RangeError', 'ReferenceError']);

/** Where a stored item or an answer of ours misses its schema; the places, not what stands there. */
const misfits = (issues: unknown) =>
  (issues as { path: string[]; code: string }[])
    .map(({ path, code }) => `${path.join('.')} ${code}`)
    .join(', ');

/**
 * What a log may hold of an error. Messages of SDKs and parsers quote what they were given, so only our own and the
 * engine's are kept; the stack says the rest.
 */
export function described(error: unknown): Fields {
  if (!(error instanceof Error)) return { error: typeof error };
  return {
    error: error.name,
    ...((error instanceof Failure || OUR_OWN_WORDS.has(error.name)) && { because: error.message }),
    ...('issues' in error && Array.isArray(error.issues) && { issues: misfits(error.issues) }),
    ...(error.cause instanceof Error && { cause: error.cause.name }),
    ...(!(error instanceof Failure && error.code !== 'internal') && { stack: framesOf(error) }),
  };
}

const framesOf = ({ stack = '' }: Error) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .join(' | ');
