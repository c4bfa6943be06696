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

/** All of Clara's. */
export const declarations: [string, Declaration][] = Object.entries(routes);
export const rootDeclarations: [string, RootDeclaration][] = Object.entries(roots);
