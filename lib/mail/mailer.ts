/** The mails we send, by what they say. `lib/mail/letters.ts` puts them into words. */
export type Letter =
  | { kind: 'welcome'; code: string }
  | {
      kind: 'code';
      purpose: 'CHANGE_PASSWORD' | 'TWO_FACTOR_AUTH' | 'ACTIVATION' | 'DELETE_ACCOUNT';
      code: string;
    }
  | { kind: 'no_account' }
  | { kind: 'already_registered' }
  /** `ended`: the other sessions, or all that let anybody in */
  | { kind: 'password_changed'; ended: 'others' | 'all' }
  | { kind: 'account_taken_over' }
  | { kind: 'codes_guessed' }
  | { kind: 'two_factor_enabled' }
  | { kind: 'two_factor_disabled' }
  | { kind: 'totp_enabled' }
  | { kind: 'totp_in_use' }
  | { kind: 'totp_locked' }
  | { kind: 'backup_code_used'; left: number }
  | { kind: 'api_key_reset' }
  | { kind: 'api_key_leaked' }
  | { kind: 'session_leaked' }
  | { kind: 'google_linked' }
  | { kind: 'google_unlinked' }
  | { kind: 'account_deleted' };

export interface Mailer {
  /**
   * @param to a canonical address: its domain in ASCII, as SES wants it
   * Resolves once the mail is accepted for delivery. Fails with `invalid_request` when no mail can ever reach such an
   * address, else with `unavailable`.
   */
  send: (to: string, letter: Letter) => Promise<void>;
}
