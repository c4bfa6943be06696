import { useState } from 'preact/hooks';
import { ApiError, basic, callApi } from '../api/client.ts';
import { mailCode } from '../api/codes.ts';
import type { UserWithToken } from '../api/wire.ts';
import { CodeField, Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { MailCode } from '../parts/mail-code.tsx';
import { Notice, Status } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { EmailField } from '../parts/person-fields.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useSession } from '../session.tsx';

/** Which second factor the account asks for. */
type Factor = 'email' | 'totp';
const FACTORS: Record<string, Factor | undefined> = {
  second_factor_required: 'email',
  totp_required: 'totp',
};

export function Login() {
  const { begin, ended } = useSession();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [factor, setFactor] = useState<Factor>();
  const state = useSubmit();

  const logIn = async () => {
    try {
      begin(
        await callApi<UserWithToken>('auth/session', {
          method: 'POST',
          authorization: basic(email, password),
          ...(factor && { json: { code } }),
        }),
      );
    } catch (error) {
      const asked = error instanceof ApiError ? FACTORS[error.code] : undefined;
      if (!asked || factor) throw error;
      setFactor(asked);
      if (asked === 'email') await mailCode(email, 'TWO_FACTOR_AUTH');
    }
  };

  return (
    <Page title="Log in" narrow>
      <Status>{ended && <Notice kind="info">{ended}</Notice>}</Status>
      <Form state={state} onSubmit={logIn} action="Log in">
        {factor ? (
          <SecondFactor factor={factor} email={email} code={code} onCode={setCode} />
        ) : (
          <>
            <EmailField value={email} onValue={setEmail} />
            <Field
              label="Password"
              type="password"
              autocomplete="current-password"
              required
              value={password}
              onValue={setPassword}
            />
          </>
        )}
      </Form>
      {factor ? (
        <p>
          <button
            class="button button-quiet"
            type="button"
            onClick={() => {
              setFactor(undefined);
              setCode('');
              state.setProblem(undefined);
            }}
          >
            Use another account
          </button>
        </p>
      ) : (
        <p class="elsewhere">
          <a href="#/register">Register</a> <a href="#/password">Forgot the password?</a>
        </p>
      )}
    </Page>
  );
}

interface SecondFactorProps {
  factor: Factor;
  email: string;
  code: string;
  onCode: (code: string) => void;
}

function SecondFactor({ factor, email, code, onCode }: SecondFactorProps) {
  return (
    <>
      <div role="status">
        <p>
          {factor === 'totp'
            ? 'Enter the code that your authenticator app shows, or one of your backup codes.'
            : `A code was mailed to ${email}. It works for ten minutes.`}
        </p>
      </div>
      <CodeField value={code} onValue={onCode} backupToo={factor === 'totp'} />
      {factor === 'email' && <MailCode email={email} kind="TWO_FACTOR_AUTH" />}
    </>
  );
}
