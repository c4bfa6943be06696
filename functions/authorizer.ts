import { authorizer } from '../lib/http/authorizer.ts';
import { keyring, settings, sharedKeys, table } from '../lib/live.ts';

/** Checks every caller but BASIC and NOBODY, anew at each call: its result is never cached. */
export const handler = authorizer({ settings, table, keyring, sharedKeys });
