import type { Letter } from '../mail/mailer.ts';
import type { Ctx } from './ctx.ts';

/**
 * Tells the owner of a change already made (OWASP ASVS 6.3.7). The change stands whether or not the mail goes out, so
 * a failure is noted for the operator, not answered.
 */
export async function notify(
  ctx: Ctx<never, 'mail'>,
  account: { user_id: string; email: string },
  letter: Letter,
): Promise<void> {
  try {
    await ctx.mail.send(account.email, letter);
  } catch {
    ctx.note('notice_not_sent', { user_id: account.user_id, letter: letter.kind });
  }
}
