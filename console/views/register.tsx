import { useState } from 'preact/hooks';
import { register } from '../api/codes.ts';
import { Form } from '../parts/form.tsx';
import { Page } from '../parts/page.tsx';
import { NewPasswordField } from '../parts/password-field.tsx';
import { EmailField, NameFields } from '../parts/person-fields.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useSession } from '../session.tsx';

export function Register() {
  const { begin } = useSession();
  const [first_name, setFirstName] = useState('');
  const [last_name, setLastName] = useState('');
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const state = useSubmit();
  return (
    <Page
      title="Register"
      lead="Check what a text or a file claims. New accounts start with free credits."
      narrow
    >
      <Form
        state={state}
        onSubmit={async () => begin(await register({ first_name, last_name, email, password }))}
        action="Register"
      >
        <NameFields
          firstName={first_name}
          lastName={last_name}
          onFirstName={setFirstName}
          onLastName={setLastName}
        />
        <EmailField value={email} onValue={setEmail} />
        <NewPasswordField value={password} onValue={setPassword} />
      </Form>
      <p class="elsewhere">
        <a href="#/login">Log in to an account you have</a>
      </p>
    </Page>
  );
}
