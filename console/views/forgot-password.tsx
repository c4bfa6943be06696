import { useState } from 'preact/hooks';
import { changePassword, mailCode } from '../api/codes.ts';
import { CodeField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { MailCode } from '../parts/mail-code.tsx';
import { Notice, Status } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { NewPasswordField } from '../parts/password-field.tsx';
import { EmailField } from '../parts/person-fields.tsx';
import { useSubmit } from '../parts/submit.ts';

export function ForgotPassword() {
  const [step, setStep] = useState<'ask' | 'set' | 'done'>('ask');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const state = useSubmit();

  const ask = async () => {
    await mailCode(email, 'CHANGE_PASSWORD');
    setStep('set');
  };
  const set = async () => {
    await changePassword(email, password, code);
    setStep('done');
  };
  return (
    <Page title="Set a new password" narrow>
      <Status>
        {step === 'set' && <p>A code was mailed to {email}. It works for ten minutes.</p>}
        {step === 'done' && <Notice kind="good">The password is changed. Every session has ended.</Notice>}
      </Status>
      {step === 'ask' && (
        <Form state={state} onSubmit={ask} action="Mail a code">
          <EmailField value={email} onValue={setEmail} />
        </Form>
      )}
      {step === 'set' && (
        <Form state={state} onSubmit={set} action="Set the password">
          <CodeField value={code} onValue={setCode} />
          <NewPasswordField value={password} onValue={setPassword} />
          <MailCode email={email} kind="CHANGE_PASSWORD" />
        </Form>
      )}
      <p class="elsewhere">
        <a href="#/login">Log in</a>
      </p>
    </Page>
  );
}
