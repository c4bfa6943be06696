import { useState } from 'preact/hooks';
import { bearer } from '../api/client.ts';
import { changePassword } from '../api/codes.ts';
import type { User } from '../api/wire.ts';
import { CodeField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { MailCode } from '../parts/mail-code.tsx';
import { Notice, ProblemNotice, Status } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { NewPasswordField } from '../parts/password-field.tsx';
import { NameFields } from '../parts/person-fields.tsx';
import { useSubmit } from '../parts/submit.ts';
import { go } from '../router.ts';
import { useOwner, useSession } from '../session.tsx';
import { TwoFactor } from './two-factor.tsx';

export function AccountView() {
  const { user } = useOwner();
  return (
    <Page title="Account" lead={user.email}>
      <Names />
      <Theme />
      <TwoFactor />
      <Password />
      <LogOut />
    </Page>
  );
}

/** Also what an account without a name (from Google) is asked for first. */
export function Names() {
  const { user, path, call, change } = useOwner();
  const [first_name, setFirstName] = useState(user.first_name ?? '');
  const [last_name, setLastName] = useState(user.last_name ?? '');
  const [isSaved, setSaved] = useState(false);
  const state = useSubmit();
  const save = async () => {
    setSaved(false);
    change(await call<User>(path, { method: 'PATCH', json: { first_name, last_name } }));
    setSaved(true);
  };
  return (
    <section class="card">
      <h2>Name</h2>
      <Form state={state} onSubmit={save} action="Save">
        <NameFields
          firstName={first_name}
          lastName={last_name}
          onFirstName={setFirstName}
          onLastName={setLastName}
        />
      </Form>
      <Status>{isSaved && <Notice kind="good">Saved.</Notice>}</Status>
    </section>
  );
}

function Theme() {
  const { user, path, call, change } = useOwner();
  const { isBusy, problem, submit } = useSubmit();
  const toggle = () =>
    submit(async () =>
      change(await call<User>(path, { method: 'PATCH', json: { is_dark_mode: !user.is_dark_mode } })),
    );
  return (
    <section class="card">
      <h2>Appearance</h2>
      <label class="switch">
        <input
          type="checkbox"
          role="switch"
          checked={user.is_dark_mode}
          aria-disabled={isBusy}
          onChange={toggle}
        />
        <span>Dark mode</span>
      </label>
      <ProblemNotice problem={problem} />
    </section>
  );
}

function Password() {
  const { user } = useOwner();
  const { session } = useSession();
  const [isAsked, setAsked] = useState(false);
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [isDone, setDone] = useState(false);
  const state = useSubmit();
  const save = async () => {
    await changePassword(user.email, password, code, session && bearer(session.token));
    setAsked(false);
    setPassword('');
    setCode('');
    setDone(true);
  };
  return (
    <section class="card">
      <h2>Password</h2>
      <Status>
        {isDone && <Notice kind="good">The password is changed. Every other session has ended.</Notice>}
      </Status>
      {isAsked ? (
        <Form state={state} onSubmit={save} action="Change the password">
          <MailCode email={user.email} kind="CHANGE_PASSWORD" atOnce />
          <CodeField value={code} onValue={setCode} />
          <NewPasswordField value={password} onValue={setPassword} />
        </Form>
      ) : (
        <>
          <p>Changing it takes a code by mail, and ends every session but this one.</p>
          <div class="actions">
            <button
              class="button"
              type="button"
              onClick={() => {
                setDone(false);
                setAsked(true);
              }}
            >
              Mail a code to change it
            </button>
          </div>
        </>
      )}
    </section>
  );
}

function LogOut() {
  const { call, end } = useOwner();
  const { isBusy, problem, submit } = useSubmit();
  const logOut = () =>
    submit(async () => {
      await call<null>('auth/session', { method: 'DELETE' });
      end();
      // Whoever logs in next starts at the start, not where this one left.
      go('');
    });
  return (
    <section class="card">
      <h2>Session</h2>
      <p>Logging out ends the session on this device; your API key goes on working.</p>
      <ProblemNotice problem={problem} />
      <div class="actions">
        <button class="button" type="button" aria-disabled={isBusy} onClick={logOut}>
          Log out
        </button>
      </div>
    </section>
  );
}
