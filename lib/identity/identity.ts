/** What Google vouches for. */
export interface GoogleClaims {
  /** Google's `sub`: the only claim that identifies (OWASP ASVS 6.8.1) */
  id: string;
  /** as Google has it: not yet known to be an address that we can mail */
  email: string;
  /** as Google has it: of any length and form */
  first_name: string | null;
  last_name: string | null;
}

export interface GoogleIdentity {
  /**
   * The claims of a genuine ID token made out to us, whose e-mail Google has verified; undefined for any other.
   * Fails with `unavailable` when Google's keys cannot be had.
   * @param nonce what the token must carry; undefined: it must carry none
   * @param now ms
   */
  verify: (idToken: string, nonce: string | undefined, now: number) => Promise<GoogleClaims | undefined>;
}
