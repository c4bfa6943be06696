import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Stands in for `@aws-sdk/credential-provider-node` in the bundles. */
export const defaultProvider = () => fromEnv();
