import { useEffect, useState } from 'preact/hooks';
import type { TwoFactorState } from '../api/wire.ts';
import { Form } from '../parts/form.tsx';
import { plural } from '../parts/format.ts';
import { Notice, ProblemNotice, Status } from '../parts/notice.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';
import { AppSetup } from './app-setup.tsx';
import { BackupCodes } from './backup-codes.tsx';
import { PresentCode } from './present-code.tsx';

type Task = 'mail on' | 'app on' | 'off';

/** Two-factor authentication: which one is on, and what it can be changed to. */
export function TwoFactor() {
  const { path, call, refresh } = useOwner();
  const [state, setState] = useState<TwoFactorState>();
  const [task, setTask] = useState<Task>();
  const [codes, setCodes] = useState<string[]>();
  const [said, setSaid] = useState('');
  const { problem, submit } = useSubmit();

  const read = () => submit(async () => setState(await call<TwoFactorState>(`${path}/2fa`)));
  useEffect(read, [call, path, submit]);
  const begin = (next: Task) => {
    setSaid('');
    setTask(next);
  };
  const done = (sentence: string) => {
    setTask(undefined);
    setCodes(undefined);
    setSaid(sentence);
    read();
    void refresh().catch(() => undefined);
  };

  // What stood here until now is over, and the codes are never shown again: nothing beside them.
  if (codes)
    return (
      <section class="card">
        <h2>Two-factor authentication</h2>
        <BackupCodes codes={codes} onKept={() => done('The authenticator app is on.')} />
      </section>
    );
  return (
    <section class="card">
      <h2>Two-factor authentication</h2>
      <Status>{said && <Notice kind="good">{said}</Notice>}</Status>
      <ProblemNotice problem={problem} />
      {state && <p>{described(state)}</p>}
      {state && !task && (
        <div class="actions">
          <button class="button" type="button" onClick={() => begin('app on')}>
            {state.method === 'totp' ? 'Set up another app' : 'Use an authenticator app'}
          </button>
          {state.method === null && (
            <button class="button" type="button" onClick={() => begin('mail on')}>
              Use codes by mail
            </button>
          )}
          {state.method !== null && (
            <button class="button" type="button" onClick={() => begin('off')}>
              Turn it off
            </button>
          )}
        </div>
      )}
      {state && task === 'app on' && <AppSetup present={state.method} onSetUp={setCodes} />}
      {state && task === 'mail on' && (
        <Change
          method="POST"
          present={null}
          action="Turn it on"
          onDone={() => done('Codes by mail are on.')}
        />
      )}
      {state && task === 'off' && (
        <Change
          method="DELETE"
          present={state.method}
          action="Turn it off"
          onDone={() => done('Two-factor authentication is off.')}
        />
      )}
      {task && (
        <button class="button button-quiet" type="button" onClick={() => setTask(undefined)}>
          Leave it as it is
        </button>
      )}
    </section>
  );
}

function described({ method, backup_codes_left }: TwoFactorState): string {
  if (method === null) return 'It is off: the password alone logs in.';
  if (method === 'email') return 'It is on: logging in takes a code by mail, too.';
  return `It is on: logging in takes a code of your authenticator app, too. ${plural(backup_codes_left ?? 0, 'backup code')} left.`;
}

interface ChangeProps {
  method: 'POST' | 'DELETE';
  present: TwoFactorState['method'];
  action: string;
  onDone: () => void;
}

function Change({ method, present, action, onDone }: ChangeProps) {
  const { path, call } = useOwner();
  const [code, setCode] = useState('');
  const state = useSubmit();
  const change = async () => {
    await call<null>(`${path}/2fa`, { method, json: { code }, holdsCode: true });
    onDone();
  };
  return (
    <Form state={state} onSubmit={change} action={action}>
      <PresentCode present={present} code={code} onCode={setCode} />
    </Form>
  );
}
