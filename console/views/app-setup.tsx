import { useState } from 'preact/hooks';
import type { BackupCodes, TotpSetup, TwoFactorState } from '../api/wire.ts';
import { CopyButton } from '../parts/copy-button.tsx';
import { CodeField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { Notice } from '../parts/notice.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';
import { PresentCode } from './two-factor.tsx';

interface AppSetupProps {
  present: TwoFactorState['method'];
  onDone: (sentence: string) => void;
}

/** Sets an authenticator app up: a code of the factor that is, the app's secret, its first code, the backup codes. */
export function AppSetup({ present, onDone }: AppSetupProps) {
  const { path, call } = useOwner();
  const [code, setCode] = useState('');
  const [setup, setSetup] = useState<TotpSetup>();
  const [codes, setCodes] = useState<string[]>();
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
    setCodes(backup_codes);
  };

  if (codes) return <Backup codes={codes} onKept={() => onDone('The authenticator app is on.')} />;
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

function Backup({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  return (
    <div role="status">
      <Notice kind="good">The app is on. Keep these backup codes: they are shown only now.</Notice>
      <p>Each of them logs in once, should the app be lost.</p>
      <ul class="backup-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div class="actions">
        <CopyButton text={codes.join('\n')} label="Copy all" />
        <button class="button button-main" type="button" onClick={onKept}>
          I have kept them
        </button>
      </div>
    </div>
  );
}
