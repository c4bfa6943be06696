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

/** Sends a mail that a call is about; when it cannot be sent, nothing of the call may remain. */
export async function sendOrUndo(send: () => Promise<void>, undo: () => Promise<unknown>): Promise<void> {
  try {
    await send();
  } catch (error) {
    await undo();
    throw error;
  }
}
