import type * as z from 'zod/mini';

/** Puts into words what is wrong with a call's parameters, by the schema that they miss. */

/** More would be a lecture. */
const MOST = 4;
const NAME = /^[\w.-]{1,64}$/;

const NOUNS: Record<string, string | undefined> = {
  array: 'a list',
  boolean: 'true or false',
  int: 'a whole number',
  number: 'a number',
  object: 'an object',
  string: 'text',
};

/** What a limit counts. */
const COUNTED: Record<string, string | undefined> = { array: ' items long', string: ' characters long' };

type Issue = z.core.$ZodIssue;

/** A name in backticks: an agent, or a person, finds it in its own call. */
export const named = (name: string): string => (NAME.test(name) ? `\`${name}\`` : 'A parameter');

function pathOf(path: Issue['path']): string {
  const written = path
    .map((key, i) => (typeof key === 'number' ? `[${key}]` : `${i === 0 ? '' : '.'}${String(key)}`))
    .join('');
  return /^[\w.[\]-]{1,100}$/.test(written) ? `\`${written}\`` : 'A parameter';
}

function valueAt(value: unknown, path: Issue['path']): unknown {
  let at = value;
  for (const key of path)
    at = typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : undefined;
  return at;
}

/**
 * Whether a schema of ours says in its own words what is wrong: a sentence, or what a parameter `must be`. Zod's words
 * depend on the locale that is loaded.
 */
const isOurs = ({ code, message }: Issue): boolean =>
  code === 'custom' ? message !== 'Invalid input' : message.startsWith('must ');

function sentenceOf(issue: Issue, value: unknown): string {
  const what = pathOf(issue.path);
  if (isOurs(issue)) return issue.path.length > 0 ? `${what} ${issue.message}` : issue.message;
  if (issue.path.length > 0 && valueAt(value, issue.path) === undefined) return `${what} is required.`;
  if (issue.code === 'unrecognized_keys')
    return issue.keys
      .slice(0, MOST)
      .map((key) => `${named(key)} is not a parameter of this call.`)
      .join(' ');
  if (issue.path.length === 0) return 'The parameters have the wrong form.';
  if (issue.code === 'invalid_type')
    return `${what} must be ${NOUNS[issue.expected] ?? `of the type ${issue.expected}`}.`;
  const unit = 'origin' in issue ? (COUNTED[issue.origin] ?? '') : '';
  if (issue.code === 'too_big') return `${what} must be at most ${issue.maximum}${unit}.`;
  if (issue.code === 'too_small') return `${what} must be at least ${issue.minimum}${unit}.`;
  return `${what} has the wrong form.`;
}

/** @param value what did not fit @returns sentences that name the parameters, and quote nothing else of them */
export function faultsIn(issues: readonly Issue[], value: unknown): string {
  const sentences = new Set(issues.map((issue) => sentenceOf(issue, value)));
  return [...sentences].slice(0, MOST).join(' ');
}
