import { API } from '../addresses.ts';
import { Code } from './code.tsx';

const REGISTER = `API=${API}
PUBLIC='Authorization: <PUBLIC key>'    # npm start: clara_public_local
JSON='Content-Type: application/json'

curl -s $API/auth/register -H "$PUBLIC" -H "$JSON" \\
  -d '{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com","password":"a long enough secret"}'`;

const ACTIVATE = `curl -s $API/users/ada@example.com/activate -H "$PUBLIC" -H "$JSON" -d '{"code":"<code>"}'

LOGIN=$(curl -s -X POST $API/auth/session -u 'ada@example.com:a long enough secret')
ID=$(jq -r .data.id <<<"$LOGIN")
SESSION="Authorization: Bearer $(jq -r .data.token <<<"$LOGIN")"`;

const KEY = `KEY="Authorization: Bearer $(curl -s $API/users/$ID/api_key -H "$SESSION" | jq -r .data.token)"
curl -s $API/users/$ID -H "$KEY"`;

const ANALYSE = `TASK=$(curl -s $API/users/$ID/agent/analysis -H "$KEY" -F 'text=Line 7 carries 48,000 passengers a day.' \\
  -F 'report.pdf=@report.pdf' | jq -r .data.id)
curl -s $API/users/$ID/tasks/$TASK -H "$KEY"    # PENDING, PROCESSING, then COMPLETED with its result`;

/** From nothing to a result, with curl and jq. */
export function RestQuickstart() {
  return (
    <article>
      <h1>Quickstart: REST</h1>
      <p>
        You need <code>curl</code> and <code>jq</code>. Every answer is{' '}
        <code>{'{"data": …, "message": "…", "status": "success" | "error"}'}</code>; the{' '}
        <a href="#reference">reference</a> has all of them. Or do it all in the <a href="console">console</a>.
      </p>
      <h2>1. Register</h2>
      <Code text={REGISTER} />
      <h2>2. Activate the account by the mailed code, and log in</h2>
      <Code text={ACTIVATE} />
      <h2>3. View the API key, and use it</h2>
      <Code text={KEY} />
      <p>
        <code>POST /users/{'{user_id}'}/api_key</code> resets it: the old one is dead when the answer comes.
      </p>
      <h2>4. Have a text checked against a file</h2>
      <Code text={ANALYSE} />
      <p>
        It takes 20 credits when it starts. One that we fail to do is <code>FAILED</code> and gives them back.
        Files that cannot be read as they were sent, have nothing to read or take too long are charged: the
        analysis is <code>COMPLETED</code>, and its summary names each of them. A call with nothing to analyse
        is refused with 400 and costs nothing.
      </p>
    </article>
  );
}
