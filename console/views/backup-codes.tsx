import { CopyButton } from '../parts/copy-button.tsx';
import { Notice } from '../parts/notice.tsx';

/** What logs in should the app be lost, to be kept by its owner. */
export function BackupCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
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
