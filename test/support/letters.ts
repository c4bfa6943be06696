import type { Letter } from '../../lib/mail/mailer.ts';

type OfKind<K extends Letter['kind']> = Omit<Extract<Letter, { kind: K }>, 'kind'>;

/** What each letter tells besides its kind. */
const TOLD: { [K in Letter['kind']]: OfKind<K>[] } = {
  welcome: [{ code: '123456' }],
  code: (['CHANGE_PASSWORD', 'TWO_FACTOR_AUTH', 'ACTIVATION', 'DELETE_ACCOUNT'] as const).map((purpose) => ({
    purpose,
    code: '123456',
  })),
  no_account: [{}],
  already_registered: [{}],
  password_changed: [{ ended: 'others' }, { ended: 'all' }],
  account_taken_over: [{}],
  codes_guessed: [{}],
  two_factor_enabled: [{}],
  two_factor_disabled: [{}],
  totp_enabled: [{}],
  totp_in_use: [{}],
  totp_locked: [{}],
  backup_code_used: [{ left: 9 }],
  api_key_reset: [{}],
  api_key_leaked: [{}],
  session_leaked: [{}],
  google_linked: [{}],
  google_unlinked: [{}],
  account_deleted: [{}],
};

/** Every letter that there is. */
export const LETTERS = Object.entries(TOLD).flatMap(([kind, all]) =>
  all.map((told) => ({ kind, ...told }) as Letter),
);
