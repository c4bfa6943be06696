import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { SupportedAttachments, Task } from '../api/wire.ts';
import { asSent, MAX_FILES, startAnalysis } from '../api/analysis.ts';
import { Form } from '../parts/form.tsx';
import { formatCredits } from '../parts/format.ts';
import { Page } from '../parts/page.tsx';
import { Status } from '../parts/notice.tsx';
import { useSubmit } from '../parts/submit.ts';
import { go } from '../router.ts';
import { keepText } from '../sent-texts.ts';
import { useOwner } from '../session.tsx';
import { FilePicker } from './file-picker.tsx';

const COST = 20;
const MAX_CHARACTERS = 100_000;

export function Analyse() {
  const owner = useOwner();
  const { user, call, path, refresh } = owner;
  const [text, setText] = useState('');
  const [files, setFiles] = useState<File[]>([]);
  const [supported, setSupported] = useState<SupportedAttachments>();
  const [stage, setStage] = useState('');
  /** of one order, however often it is sent */
  const order = useRef(crypto.randomUUID());
  const state = useSubmit();
  const id = useId();

  useEffect(() => {
    // Without the list, every file is offered, and the API says what it does not take.
    call<SupportedAttachments>(`${path}/agent/supported_attachments`).then(setSupported, () => undefined);
    void refresh().catch(() => undefined);
  }, [call, path, refresh]);
  const changed = () => {
    order.current = crypto.randomUUID();
    state.setProblem(undefined);
  };

  const start = async () => {
    try {
      const sent = asSent(text);
      const task: Task = await startAnalysis(owner, { text: sent, files, key: order.current }, setStage);
      keepText(task.id, sent);
      go(`tasks/${task.id}`);
    } finally {
      setStage('');
    }
  };
  const isEmpty = text.trim() === '' && files.length === 0;
  const isShort = user.credits < COST;

  return (
    <Page
      title="Check a text"
      lead="Paste a text, add files, or both. You see which claims hold, which do not, and why."
    >
      <Form state={state} onSubmit={start} action={`Analyse for ${COST} credits`} busy="Sending …">
        <div class="field">
          <label for={id}>Text</label>
          <textarea
            id={id}
            rows={9}
            maxlength={MAX_CHARACTERS}
            value={text}
            required={files.length === 0}
            onInput={({ currentTarget }) => {
              changed();
              setText(currentTarget.value);
            }}
          />
          {text.length > MAX_CHARACTERS / 2 && (
            <p class="hint">
              {formatCredits(text.length)} of {formatCredits(MAX_CHARACTERS)} characters
            </p>
          )}
        </div>
        <FilePicker
          files={files}
          max={MAX_FILES}
          supported={supported}
          onFiles={(next) => {
            changed();
            setFiles(next);
          }}
        />
        <p class={isShort ? 'sum sum-short' : 'sum'}>
          You have {formatCredits(user.credits)} credits.{' '}
          {isShort && <a href="#/credits">Buy credits to go on</a>}
          {!isShort &&
            isEmpty &&
            'When the fault is ours, an analysis gives its credits back; a file without anything to read is charged.'}
        </p>
        <Status>{stage}</Status>
      </Form>
    </Page>
  );
}
