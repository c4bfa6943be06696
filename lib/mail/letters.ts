import type { Profile } from '../profile.ts';
import type { Letter } from './mailer.ts';

/** Who writes, and what there is to write of. */
export interface Sender {
  productName: string;
  profile: Profile;
}

const ALARM: Record<Profile, string> = {
  clara: 'If this was not you, change your password at once and reset your API key.',
  boilerplate: 'If this was not you, change your password at once.',
};
const GONE: Record<Profile, string> = {
  clara: 'Your account and your API key are gone, and your data with them.',
  boilerplate: 'Your account is gone, and your data with it.',
};
const ENDED: Record<Profile, { others: string; all: string }> = {
  clara: {
    others: 'your other sessions were ended',
    all: 'all sessions were ended. Your API key was reset, and Google sign-in, if it was on, is off',
  },
  boilerplate: {
    others: 'your other sessions were ended',
    all: 'all sessions were ended. Google sign-in, if it was on, is off',
  },
};
const TAKEN_OVER: Record<Profile, string> = {
  clara: 'the password from before, all sessions and the API key were',
  boilerplate: 'the password from before and all sessions were',
};
const TEN_MINUTES = 'It works once, within ten minutes. Nobody of us will ever ask you for it.';

const PURPOSES = {
  CHANGE_PASSWORD: 'change your password',
  TWO_FACTOR_AUTH: 'log in, or to turn two-factor authentication on or off',
  ACTIVATION: 'activate your account',
  DELETE_ACCOUNT: 'delete your account for good',
} as const;

/**
 * Plain text only, and nothing in it that a caller may have typed: a mail of ours must not carry a stranger's words
 * to somebody else's address.
 */
export function worded(letter: Letter, { productName, profile }: Sender): { subject: string; text: string } {
  const alarm = ALARM[profile];
  switch (letter.kind) {
    case 'welcome':
      return {
        subject: `Welcome to ${productName}: your activation code`,
        text: `Welcome to ${productName}.\n\nYour code to activate your account is ${letter.code}\n\n${TEN_MINUTES}\n\nIf you did not register, ignore this mail.`,
      };
    case 'code':
      return {
        subject: `Your ${productName} code`,
        text: `Your code to ${PURPOSES[letter.purpose]} is ${letter.code}\n\n${TEN_MINUTES}\n\nIf you did not ask for it, ignore this mail.`,
      };
    case 'no_account':
      return {
        subject: `Your request to ${productName}`,
        text: 'Somebody asked for a code for this address, but it has no account with us.\n\nIf this was you, register first. If not, ignore this mail.',
      };
    case 'already_registered':
      return {
        subject: `Your request to ${productName}`,
        text: 'Somebody tried to register with this address, which has an account with us already.\n\nIf this was you, log in, or ask for a code to change your password. If not, ignore this mail.',
      };
    case 'password_changed':
      return {
        subject: `Your ${productName} password was changed`,
        text: `Your password was changed and ${ENDED[profile][letter.ended]}.\n\n${alarm}`,
      };
    case 'account_taken_over':
      return {
        subject: `Your ${productName} account is yours alone`,
        text: `Somebody else had tried to register this address before you activated the account. As only you can read this mailbox, ${TAKEN_OVER[profile]} ended.\n\nAsk for a code to change your password, and set a new one.`,
      };
    case 'codes_guessed':
      return {
        subject: `Wrong codes for your ${productName} account`,
        text: 'Somebody entered several wrong codes to change your password. The code that was mailed to you no longer works, and your password is as it was.\n\nIf this was you, ask for a new code. If not, there is nothing to do.',
      };
    case 'two_factor_enabled':
      return {
        subject: 'Two-factor authentication is on',
        text: `Two-factor authentication was turned on for your account.\n\n${alarm}`,
      };
    case 'two_factor_disabled':
      return {
        subject: 'Two-factor authentication is off',
        text: `Two-factor authentication was turned off for your account.\n\n${alarm}`,
      };
    case 'totp_enabled':
      return {
        subject: 'Two-factor authentication by an app is on',
        text: `From now on, logging in to your account asks for a code of the authenticator app that was just set up, or for one of the new backup codes. An app or backup codes from before no longer work.\n\n${alarm}`,
      };
    case 'totp_in_use':
      return {
        subject: `Your request to ${productName}`,
        text: 'Somebody asked for a code for your account. It has two-factor authentication by an app, so no code is mailed: use the one that your authenticator app shows, or a backup code.\n\nIf you did not ask for it, ignore this mail.',
      };
    case 'totp_locked':
      return {
        subject: `Wrong codes for your ${productName} account`,
        text: 'Somebody entered several wrong codes of your authenticator app, so codes are refused for a while.\n\nIf this was not you, somebody may know your password: change it at once.',
      };
    case 'backup_code_used':
      return {
        subject: 'A backup code was used',
        text: `A backup code was used in place of your authenticator app. It is spent; codes left: ${letter.left}. Setting up the app again brings new ones.\n\n${alarm}`,
      };
    case 'api_key_reset':
      return {
        subject: `Your ${productName} API key was reset`,
        text: `Your API key was reset; the old one no longer works.\n\n${alarm}`,
      };
    case 'api_key_leaked':
      return {
        subject: `Your ${productName} API key was found in public, and reset`,
        text: 'Your API key was found in public code. It was reset at once; the old one no longer works. View the new one when you are logged in, and look at your transactions for calls that were not yours.\n\nRemoving the old key from the code does not make it safe again; there is no need to, it is dead.',
      };
    case 'session_leaked':
      return {
        subject: `A session of your ${productName} account was found in public, and ended`,
        text: `The token of a session of yours was found in public code. The session was ended at once, and your API key, which it could have shown, was reset: view the new one when you are logged in.\n\n${alarm}`,
      };
    case 'google_linked':
      return {
        subject: 'Google sign-in was added to your account',
        text: `You can log in to your account with Google from now on.\n\n${alarm}`,
      };
    case 'google_unlinked':
      return {
        subject: 'Google sign-in is off',
        text: `Google sign-in was removed from your account. Log in with your password from now on.\n\n${alarm}`,
      };
    case 'account_deleted':
      return {
        subject: `Your ${productName} account was deleted`,
        text: `${GONE[profile]} Only the record of what was paid and spent stays, without your name.\n\nThis address may register anew.`,
      };
  }
}
