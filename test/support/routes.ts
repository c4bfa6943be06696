import { roots, routes } from '../../functions/routes.ts';
import type { Declaration, RootDeclaration } from '../../lib/http/endpoint.ts';

/** Every route, as its declaration. */
export const declarations: [string, Declaration][] = Object.entries(routes);

/** What answers outside of `/api/v1`, as its declaration. */
export const rootDeclarations: [string, RootDeclaration][] = Object.entries(roots);
