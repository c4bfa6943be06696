import { useEffect, useState } from 'preact/hooks';
import { mailCode } from '../api/codes.ts';
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
    </div>
  );
}
