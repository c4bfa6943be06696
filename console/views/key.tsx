import { useEffect, useState } from 'preact/hooks';
import type { ApiKey } from '../api/wire.ts';
import { Confirm } from '../parts/confirm.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { formatMoment } from '../parts/format.ts';
import { Notice, ProblemNotice, Status } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';

export function Key() {
  const { call, path } = useOwner();
  const [key, setKey] = useState<ApiKey>();
  const [isShown, setShown] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [wasReset, setWasReset] = useState(false);
  const { isBusy, problem, submit } = useSubmit();

  useEffect(() => submit(async () => setKey(await call<ApiKey>(`${path}/api_key`))), [call, path, submit]);
  const reset = () =>
    submit(async () => {
      setWasReset(false);
      setKey(await call<ApiKey>(`${path}/api_key`, { method: 'POST' }));
      setWasReset(true);
    });

  return (
    <Page
      title="API key"
      lead="Your programs call the API with this one key. Whoever has it spends your credits."
    >
      {key && (
        <section class="card">
          <code class="secret" aria-label="API key">
            {isShown ? key.token : `${key.token.slice(0, 10)}${'•'.repeat(24)}`}
          </code>
          <div class="actions">
            <button class="button" type="button" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
              {isShown ? 'Hide' : 'Show'}
            </button>
            <CopyButton text={key.token} label="Copy" />
          </div>
          <p class="quiet">
            Made {formatMoment(key.created_at)}. Send it as <code>Authorization: Bearer …</code>
          </p>
        </section>
      )}
      <Status>
        {wasReset && <Notice kind="good">This is the new key. The old one is dead as of now.</Notice>}
      </Status>
      <ProblemNotice problem={problem} />
      <section class="card">
        <h2>Reset</h2>
        <p>
          A reset makes a new key, and <strong>the old one is dead at once</strong>: whatever still uses it is
          refused until you give it the new one.
        </p>
        <div class="actions">
          <button
            class="button button-danger"
            type="button"
            aria-disabled={isBusy}
            onClick={() => setAsking(true)}
          >
            Reset the key
          </button>
        </div>
      </section>
      {isAsking && (
        <Confirm title="Reset the key?" action="Reset" onConfirm={reset} onClose={() => setAsking(false)}>
          <p>
            The present key is <strong>dead at once</strong>. Every program that uses it stops working until
            it has the new one. This cannot be undone.
          </p>
        </Confirm>
      )}
    </Page>
  );
}
