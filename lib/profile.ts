/** What a deployment is: all of Clara, or its boilerplate of accounts and credits, without API keys, analyses and MCP. */
export const PROFILES = ['clara', 'boilerplate'] as const;
export type Profile = (typeof PROFILES)[number];

export const forEachProfile = <T>(make: (profile: Profile) => T): Record<Profile, T> =>
  Object.fromEntries(PROFILES.map((profile) => [profile, make(profile)])) as Record<Profile, T>;
