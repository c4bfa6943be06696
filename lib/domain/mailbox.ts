import { domainToASCII } from 'node:url';
import { hasUnseen, isIntact } from '../plain-text.ts';

/** A mailbox, in the one form in which it is stored, mailed and shown. */
export interface Mailbox {
  /** what mail goes to: the local part as typed, the domain in its ASCII form (A-labels) */
  address: string;
  /** what two spellings of one mailbox share; what accounts, codes and tries hang on */
  key: string;
}

/** RFC 5321, 4.5.3.1: octets of the whole path without its brackets, and of the part before the `@`. */
const MAX_OCTETS = 254;
const MAX_LOCAL_OCTETS = 64;

/** Characters of a dot-string (RFC 5321, 4.1.2; RFC 6531 adds all beyond ASCII). The quoted form is not taken. */
const LOCAL = /^[^\s@"(),:;<>[\]\\]+$/u;
/**
 * `domainToASCII` parses a host: it would stop at `/`, `?` or `#`, and decode `%61`. Of ASCII, only what may stand in a
 * domain comes to it.
 */
const DOMAIN = /^[a-z0-9.\-\u0080-\u{10FFFF}]+$/u;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
/** The last label of a domain is never a number; of an IP address it is. */
const TOP_LABEL = /[a-z]/;

/**
 * The mailbox that an address names. The length is looked at before any pattern, and each pattern is linear.
 * @returns undefined for text that is not an e-mail address
 */
export function toMailbox(text: string): Mailbox | undefined {
  if (text.length > MAX_OCTETS || !isIntact(text) || hasUnseen(text)) return undefined;
  const typed = text.normalize('NFC');
  const at = typed.indexOf('@');
  const local = typed.slice(0, at);
  if (at < 1 || !LOCAL.test(local) || Buffer.byteLength(local) > MAX_LOCAL_OCTETS) return undefined;
  if (local.startsWith('.') || local.endsWith('.') || local.includes('..')) return undefined;
  const domain = asciiDomain(typed.slice(at + 1));
  if (domain === undefined) return undefined;
  const address = `${local}@${domain}`;
  if (Buffer.byteLength(address) > MAX_OCTETS) return undefined;
  return { address, key: `${local.toLowerCase().normalize('NFC')}@${domain}` };
}

/** A domain in lower case and A-labels. @returns undefined for what is not a domain of at least two labels */
function asciiDomain(typed: string): string | undefined {
  const lower = typed.toLowerCase().normalize('NFC');
  if (!DOMAIN.test(lower)) return undefined;
  const domain = domainToASCII(lower);
  const labels = domain.split('.');
  const isDomain =
    domain.length <= 253 &&
    labels.length >= 2 &&
    labels.every((label) => LABEL.test(label)) &&
    TOP_LABEL.test(labels.at(-1) ?? '');
  return isDomain ? domain : undefined;
}

export const isEmail = (text: string): boolean => toMailbox(text) !== undefined;

/** @returns undefined for text that is not an e-mail address, which no account has */
export const emailKey = (text: string): string | undefined => toMailbox(text)?.key;

/** Where mail for `a.da+list@` and for `ada@` reaches the same person, whatever the dots. */
const IGNORE_DOTS = ['gmail.com', 'googlemail.com'];

/**
 * What the addresses of one person's mailbox share, as far as it is known: without a `+tag`, and at Gmail without dots.
 * Only sign-up credits are counted by it.
 */
export function personKey(email_key: string): string {
  const at = email_key.lastIndexOf('@');
  const [local, domain] = [email_key.slice(0, at), email_key.slice(at + 1)];
  // An address may begin with a plus sign: then it is no tag.
  const plus = local.indexOf('+', 1);
  const untagged = plus < 0 ? local : local.slice(0, plus);
  return IGNORE_DOTS.includes(domain) ? `${untagged.replaceAll('.', '')}@gmail.com` : `${untagged}@${domain}`;
}
