import type { Profile } from '../../lib/profile.ts';

/** The OpenAPI document of each profile, as it is committed; `functions/misc/openapi.ts` serves it. */
export const OPENAPI_FILES: Record<Profile, string> = {
  clara: 'openapi.json',
  boilerplate: 'openapi.boilerplate.json',
};
