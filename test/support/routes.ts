import { roots, routes } from '../../functions/routes.ts';
import type { Declaration, RootDeclaration } from '../../lib/http/endpoint.ts';
import type { Profile } from '../../lib/profile.ts';
import { functionsOf } from '../../local/build/functions.ts';

/** Every route of a profile by the file it lives in, as its declaration. */
export const declarationsOf = (profile: Profile): [string, Declaration][] =>
  functionsOf(profile).flatMap(({ file, route }): [string, Declaration][] => (route ? [[file, route]] : []));

/** What answers outside of `/api/v1`, as its declaration. */
export const rootDeclarationsOf = (profile: Profile): [string, RootDeclaration][] =>
  functionsOf(profile).flatMap(({ file, root }): [string, RootDeclaration][] => (root ? [[file, root]] : []));

/** What stands in a path where a test does not say: what nobody has, and well-formed. */
const NOTHING: Record<string, string | undefined> = {
  user_id: `user_${'0'.repeat(32)}`,
  user_email: 'nobody@example.com',
  otp_type: 'ACTIVATION',
  session_id: '0'.repeat(28),
  transaction_id: `transaction_${'0'.repeat(32)}`,
  task_id: `task_${'0'.repeat(32)}`,
};

/** A path with its parameters filled in. @throws for one that is neither given nor known here */
export const filled = (path: string, given: Record<string, string> = {}): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = given[name] ?? NOTHING[name];
    if (value === undefined) throw new Error(`what is {${name}} in ${path}?`);
    return value;
  });

/** All of Clara's. */
export const declarations: [string, Declaration][] = Object.entries(routes);
export const rootDeclarations: [string, RootDeclaration][] = Object.entries(roots);
