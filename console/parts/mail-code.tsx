import { useEffect, useState } from 'preact/hooks';
import { mailCode } from '../api/codes.ts';
import { settings } from '../settings.ts';
import { ProblemNotice, Status } from './notice.tsx';
import { useSubmit } from './submit.ts';

interface MailCodeProps {
  email: string;
  kind: Parameters<typeof mailCode>[1];
  /** mail one as soon as it is shown */
  atOnce?: boolean;
  label?: string;
  onSent?: () => void;
}

/** Mails a code, and another one when asked to. */
export function MailCode({
  email,
  kind,
  atOnce = false,
  label = 'Mail another code',
  onSent,
}: MailCodeProps) {
  const { isBusy, problem, submit } = useSubmit();
  const [sent, setSent] = useState(0);
  const send = () =>
    submit(async () => {
      await mailCode(email, kind);
      setSent((count) => count + 1);
      onSent?.();
    });
  useEffect(() => {
    if (atOnce) send();
  }, []);
  return (
    <div class="mail-code">
      <button class="button button-quiet" type="button" aria-disabled={isBusy} onClick={send}>
        {isBusy ? 'Sending …' : label}
      </button>
      <Status>
        {sent > 0 && !isBusy && !problem && `A code is on its way to ${email}. It works for ten minutes.`}
      </Status>
      <ProblemNotice problem={problem} />
      <Inbox />
    </div>
  );
}

/** Where the mails lie, where none is really sent: nobody would find them. */
function Inbox() {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    settings().then(
      ({ mail_inbox_url }) => setUrl(mail_inbox_url),
      () => undefined, // the call that follows says it
    );
  }, []);
  if (url === null) return null;
  return (
    <p class="hint">
      This is a local system, which sends no mail:{' '}
      <a href={url} target="_blank" rel="noopener noreferrer">
        read the code in its inbox
        <span class="unseen"> (opens a new tab)</span>
      </a>
      .
    </p>
  );
}
