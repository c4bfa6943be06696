import { useState } from 'preact/hooks';
import type { BackupCodes, TotpSetup, TwoFactorState } from '../api/wire.ts';
import { CodeField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';
import { PresentCode } from './present-code.tsx';

interface AppSetupProps {
  present: TwoFactorState['method'];
  /** The app is the factor now; its backup codes are told only here. */
  onSetUp: (codes: string[]) => void;
}

/** Sets an authenticator app up: a code of the factor that is, the app's secret, its first code. */
export function AppSetup({ present, onSetUp }: AppSetupProps) {
  const { path, call } = useOwner();
  const [code, setCode] = useState('');
  const [setup, setSetup] = useState<TotpSetup>();
  const state = useSubmit();

  const begin = async () => {
    setSetup(await call<TotpSetup>(`${path}/2fa/totp`, { method: 'POST', json: { code }, holdsCode: true }));
    setCode('');
  };
  const confirm = async () => {
    const json = { code, method: 'totp' };
    const { backup_codes } = await call<BackupCodes>(`${path}/2fa`, {
      method: 'POST',
      json,
      holdsCode: true,
    });
    onSetUp(backup_codes);
  };

  if (!setup)
    return (
      <Form state={state} onSubmit={begin} action="Go on">
        <PresentCode present={present} code={code} onCode={setCode} />
      </Form>
    );
  return (
    <Form state={state} onSubmit={confirm} action="Turn it on">
      <p>Scan this with your authenticator app, or type the secret into it.</p>
      {/* An image runs nothing that its SVG might hold. */}
      <img
        class="qr"
        src={`data:image/svg+xml,${encodeURIComponent(setup.qr_svg)}`}
        width={200}
        height={200}
        alt="QR code for the authenticator app; the secret below says the same"
      />
      <code class="secret" aria-label="Secret for the app">
        {setup.secret}
      </code>
      <p>
        <a href={setup.otpauth_uri}>Open it in an app on this device</a>
      </p>
      <CodeField label="First code of the app" value={code} onValue={setCode} />
    </Form>
  );
}
