import { AwsError, callAws } from '../aws.ts';
import { Failure, unavailable } from '../errors.ts';
import { type Sender, worded } from './letters.ts';
import type { Mailer } from './mailer.ts';

const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });

/**
 * Mail through SES's API v2 (SendEmail).
 * @param from a sender that SES has verified
 * @param sender in whose name, and what the mails may speak of
 */
export const sesMailer = (from: string, sender: Sender): Mailer => ({
  async send(to, letter) {
    const { subject, text } = worded(letter, sender);
    try {
      await callAws({
        service: 'ses',
        host: 'email',
        id: 'SESV2',
        path: '/v2/email/outbound-emails',
        headers: {},
        body: {
          FromEmailAddress: from,
          Destination: { ToAddresses: [to] },
          Content: { Simple: { Subject: utf8(subject), Body: { Text: utf8(text) } } },
        },
      });
    } catch (error) {
      if (error instanceof AwsError && error.name === 'BadRequestException')
        throw new Failure('invalid_request', 'SES refuses the address', { cause: error });
      throw unavailable('SES', error);
    }
  },
});
