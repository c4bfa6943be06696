import { routes } from '../../functions/routes.ts';
import type { Declaration } from '../../lib/http/endpoint.ts';

/** Every route, as its declaration. */
export const declarations: [string, Declaration][] = Object.entries(routes);
