export interface Sent {
  to: string;
  subject: string;
  text: string;
}

interface StoredMail {
  destination: { to: string[] };
  subject: string;
  body: { text: string };
}

/** The mails that the stand-in took for an address, oldest first. @param inbox of which stack; by default, the tests' own */
export async function mailsTo(to: string, inbox = process.env.TEST_MAIL_URL): Promise<Sent[]> {
  const { emails } = (await (await fetch(`${inbox}/store`)).json()) as {
    emails: StoredMail[];
  };
  return emails
    .filter(({ destination }) => destination.to.includes(to))
    .map(({ subject, body }) => ({ to, subject, text: body.text }));
}

/** The codes that were mailed to an address, oldest first. */
export async function codesMailedTo(email: string, inbox?: string): Promise<string[]> {
  return (await mailsTo(email, inbox)).flatMap(({ text }) => /\b\d{6}\b/.exec(text)?.[0] ?? []);
}
