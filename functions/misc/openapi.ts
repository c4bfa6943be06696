import boilerplate from '../../openapi.boilerplate.json' with { type: 'json' };
import clara from '../../openapi.json' with { type: 'json' };
import type { Runtime } from '../../lib/http/context.ts';
import { FIXED_HEADERS } from '../../lib/http/envelope.ts';
import { pipeline } from '../../lib/http/pipeline.ts';
import { tagged } from '../../lib/http/tagged.ts';
import { settings } from '../../lib/live.ts';
import type { Profile } from '../../lib/profile.ts';

const MAX_AGE_S = 300;
const DOCUMENTS: Record<Profile, object> = { clara, boilerplate };

/**
 * The OpenAPI document of the version that is deployed, to anyone. It lies beside `/api/v1`, not below it: it is no
 * answer of the API in the API's envelope, and its `servers` are told relative to it, whatever stage stands before it.
 */
export const openapi = (live: Runtime) => {
  let text: string | undefined;
  return pipeline('openapi', live, (event) =>
    tagged(
      event,
      {
        type: FIXED_HEADERS['Content-Type'],
        text: (text ??= JSON.stringify(DOCUMENTS[live.settings().policy.profile])),
      },
      `public, max-age=${MAX_AGE_S}`,
    ),
  );
};

export const handler = openapi({ settings });
