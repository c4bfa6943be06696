import { useEffect, useState } from 'preact/hooks';
import { settings } from '../settings.ts';
import { Field } from './field.tsx';

/** A password to be chosen, with what is asked of it. */
export function NewPasswordField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const [least, setLeast] = useState(8);
  useEffect(() => {
    settings().then(
      ({ min_password_length }) => setLeast(min_password_length),
      () => undefined, // the call that follows says it
    );
  }, []);
  return (
    <Field
      label="New password"
      hint={`At least ${least} characters. Well-known passwords are refused.`}
      value={value}
      onValue={onValue}
      type="password"
      autocomplete="new-password"
      required
      minlength={least}
      maxlength={128}
    />
  );
}
