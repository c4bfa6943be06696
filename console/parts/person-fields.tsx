import { Field } from './field.tsx';

interface NameProps {
  firstName: string;
  lastName: string;
  onFirstName: (value: string) => void;
  onLastName: (value: string) => void;
}

/** Both names, side by side where there is room. */
export const NameFields = ({ firstName, lastName, onFirstName, onLastName }: NameProps) => (
  <div class="side-by-side">
    <Field
      label="First name"
      autocomplete="given-name"
      required
      maxlength={100}
      value={firstName}
      onValue={onFirstName}
    />
    <Field
      label="Last name"
      autocomplete="family-name"
      required
      maxlength={100}
      value={lastName}
      onValue={onLastName}
    />
  </div>
);

/** The address that an account goes by: password managers keep it as the name of the user. */
export const EmailField = (props: { value: string; onValue: (value: string) => void }) => (
  <Field label="E-mail" type="email" autocomplete="username" required {...props} />
);
