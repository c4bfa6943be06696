import { useState } from 'preact/hooks';
import { activate } from '../api/codes.ts';
import { CodeField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { MailCode } from '../parts/mail-code.tsx';
import { Page } from '../parts/page.tsx';
import { useSubmit } from '../parts/submit.ts';
import { useOwner } from '../session.tsx';

export function Activate() {
  const { user, change } = useOwner();
  const [code, setCode] = useState('');
  const state = useSubmit();
  return (
    <Page
      title="Activate your account"
      lead={
        <>
          We mailed a code of six digits to <strong>{user.email}</strong>.
        </>
      }
      narrow
    >
      <Form state={state} onSubmit={async () => change(await activate(user.email, code))} action="Activate">
        <CodeField value={code} onValue={setCode} />
        <MailCode email={user.email} kind="ACTIVATION" />
      </Form>
    </Page>
  );
}
