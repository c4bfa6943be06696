import { h, type TargetedInputEvent } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: string | undefined;
  value: string;
  onValue: (value: string) => void;
  /** of the input, as HTML has it, and so are those that follow */
  type?: 'text' | 'email' | 'password' | 'number';
  autocomplete?: string;
  inputmode?: 'text' | 'numeric';
  required?: boolean;
  minlength?: number;
  maxlength?: number;
  min?: number;
  max?: number;
  step?: number;
  pattern?: string;
  title?: string;
  class?: string;
  autocapitalize?: 'none';
  spellcheck?: boolean;
}

/** One labelled line to type into. */
export function Field({ label, hint, value, onValue, ...input }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {/* The types of JSX know each type of input, but not one of several. */}
      {h('input', {
        ...input,
        id,
        value,
        onInput: ({ currentTarget }: TargetedInputEvent<HTMLInputElement>) => onValue(currentTarget.value),
        ...(hint && { 'aria-describedby': `${id}-hint` }),
      })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface CodeFieldProps {
  value: string;
  onValue: (value: string) => void;
  label?: string;
  hint?: string;
  /** a backup code may stand here, too */
  backupToo?: boolean;
}

/** A code as it comes by mail or from an app: six digits. Spaces that came along when it was copied go. */
export const CodeField = ({ value, onValue, label = 'Code', hint, backupToo = false }: CodeFieldProps) => (
  <Field
    label={label}
    hint={hint}
    value={value}
    onValue={(text) => onValue(text.replace(/\s/g, ''))}
    class="code"
    required
    autocomplete="one-time-code"
    inputmode={backupToo ? 'text' : 'numeric'}
    pattern={backupToo ? '[0-9]{6}|[A-Za-z2-7]{5}-?[A-Za-z2-7]{5}' : '[0-9]{6}'}
    title={backupToo ? 'Six digits, or a backup code' : 'Six digits'}
    maxlength={backupToo ? 11 : 6}
    autocapitalize="none"
    spellcheck={false}
  />
);
