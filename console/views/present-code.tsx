import type { TwoFactorState } from '../api/wire.ts';
import { CodeField } from '../parts/field.tsx';
import { MailCode } from '../parts/mail-code.tsx';
import { useOwner } from '../session.tsx';

interface PresentCodeProps {
  /** the factor that is on; without one, a mailed code stands in */
  present: TwoFactorState['method'];
  code: string;
  onCode: (code: string) => void;
}

/** The code that a change of the factor takes. */
export function PresentCode({ present, code, onCode }: PresentCodeProps) {
  const { user } = useOwner();
  const isApp = present === 'totp';
  return (
    <>
      {!isApp && <MailCode email={user.email} kind="TWO_FACTOR_AUTH" atOnce />}
      <CodeField
        label={isApp ? 'Code of your present app, or a backup code' : 'Code from the mail'}
        value={code}
        onValue={onCode}
        backupToo={isApp}
      />
    </>
  );
}
