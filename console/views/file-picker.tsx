import { useId, useRef, useState } from 'preact/hooks';
import type { SupportedAttachments } from '../api/wire.ts';
import { formatBytes, plural } from '../parts/format.ts';
import { Icon } from '../parts/icons.tsx';
import { Status } from '../parts/notice.tsx';

interface FilePickerProps {
  files: File[];
  max: number;
  supported: SupportedAttachments | undefined;
  onFiles: (files: File[]) => void;
}

/** Files to go along: dropped, or chosen by the button, which is all that a keyboard needs. */
export function FilePicker({ files, max, supported, onFiles }: FilePickerProps) {
  const [isOver, setOver] = useState(false);
  const [said, setSaid] = useState('');
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const extensions = supported && Object.values(supported).flat();

  const add = (list: FileList | null | undefined) => {
    const isTaken = ({ name }: File) =>
      !extensions || extensions.some((extension) => name.toLowerCase().endsWith(extension));
    const given = Array.from(list ?? []);
    const taken = given.filter(isTaken);
    // A file of a name that is there already takes its place.
    const others = files.filter(({ name }) => !taken.some((file) => file.name === name));
    const next = [...others, ...taken].slice(0, max);
    const refused = given.filter((file) => !next.includes(file)).map(({ name }) => name);
    onFiles(next);
    setSaid(
      [
        `${plural(next.length, 'file')} added.`,
        ...(refused.length > 0 ? [`Not taken: ${refused.join(', ')}.`] : []),
      ].join(' '),
    );
  };

  return (
    <div
      class={isOver ? 'drop drop-over' : 'drop'}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        add(event.dataTransfer?.files);
      }}
    >
      <input
        ref={input}
        id={id}
        class="unseen"
        type="file"
        multiple
        tabIndex={-1}
        aria-label="Files"
        accept={extensions?.join(',')}
        onChange={({ currentTarget }) => {
          add(currentTarget.files);
          currentTarget.value = '';
        }}
      />
      <Icon name="upload" />
      <p>
        Drop files here, or{' '}
        <button class="link" type="button" onClick={() => input.current?.click()}>
          choose files
        </button>
      </p>
      <p class="hint">
        Up to {max}: documents, images, audio, video.
        {extensions && ` ${extensions.join(' ')}`}
      </p>
      <Files files={files} onFiles={onFiles} />
      <Status>{said}</Status>
    </div>
  );
}

function Files({ files, onFiles }: { files: File[]; onFiles: (files: File[]) => void }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file) => (
        <li key={file.name}>
          <Icon name="file" />
          <span class="file-name">{file.name}</span>
          <span class="quiet">{formatBytes(file.size)}</span>
          <button
            class="button button-small"
            type="button"
            aria-label={`Remove ${file.name}`}
            onClick={() => onFiles(files.filter((other) => other !== file))}
          >
            Remove
          </button>
        </li>
      ))}
    </ul>
  );
}
