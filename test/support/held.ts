import type { GoogleClaims } from '../../lib/identity/identity.ts';
import { authenticator } from './authenticator.ts';
import { startApi, type User } from './harness.ts';
import { profile } from './profile.ts';

interface Held {
  /** what erasing a user does with its items */
  erasure: 'gone' | 'kept' | 'of nobody';
  /** true, or why the export of a user does not show them */
  exported: true | string;
}

/** Of what only Clara makes. */
const CLARAS: Held =
  profile === 'clara'
    ? { erasure: 'gone', exported: true }
    : { erasure: 'of nobody', exported: 'the boilerplate makes none' };

/** Everything the table may hold. A new entity has to be decided here, and one of a user's to be made by `userWithAll`. */
export const HELD: Record<string, Held> = {
  access: { erasure: 'gone', exported: true },
  account: { erasure: 'gone', exported: true },
  audit_record: { erasure: 'kept', exported: true },
  code: { erasure: 'gone', exported: true },
  codes_sent: { erasure: 'gone', exported: true },
  email_guard: { erasure: 'gone', exported: 'says what the account says' },
  erased_account: { erasure: 'of nobody', exported: 'made when the account goes' },
  follow_slot: { ...CLARAS, exported: 'says only that a call waited' },
  google_guard: { erasure: 'gone', exported: 'says what the account says' },
  idempotency_record: { erasure: 'gone', exported: true },
  ingestion_cursor: { erasure: 'of nobody', exported: 'of nobody' },
  listed_user: { erasure: 'gone', exported: 'says what the account says' },
  login_tries: { erasure: 'gone', exported: true },
  open_erasure: { erasure: 'of nobody', exported: 'made when the account goes' },
  open_task: { ...CLARAS, exported: 'says what the task says' },
  payment: { erasure: 'kept', exported: 'says what the transactions say' },
  pending_totp: { erasure: 'gone', exported: true },
  signup_spent: { erasure: 'of nobody', exported: 'made when the account goes' },
  settled_event: { erasure: 'of nobody', exported: 'of a payment' },
  stripe_customer: { erasure: 'gone', exported: true },
  task: CLARAS,
  totp: { erasure: 'gone', exported: true },
  transaction: { erasure: 'kept', exported: true },
  upload: CLARAS,
  uploads_begun: CLARAS,
  users_listed: { erasure: 'of nobody', exported: 'of nobody' },
};

/** An API, and users of whom it holds all that it can hold of one. */
export async function startHolding() {
  let claims: GoogleClaims | undefined;
  const api = await startApi({ ports: { google: { verify: () => Promise.resolve(claims) } } });
  const app = authenticator(api);

  async function userWithAll() {
    const user = await app.enrolled();
    const google_id = `google-subject-of-${user.id}`;
    api.secrets.add(google_id);
    claims = { id: google_id, email: user.email, first_name: 'Ada', last_name: 'Lovelace' };
    const signIn = { id_token: 'x', code: app.shown(user.secret) };
    expect((await api.call('POST', '/auth/google', undefined, signIn)).status).toBe(201);
    app.toNextStep();
    expect((await app.begin(user, app.shown(user.secret))).status).toBe(201);

    const order = { amount: 5, return_path: '' };
    const keyed = { headers: { 'Idempotency-Key': 'a key of mine' } };
    const ordered = await api.call('POST', '/stripe/buy', user.key, order, keyed);
    await api.control('/webhooks', { mode: 'deliver' });
    await api.control(`/sessions/${ordered.data.url?.split('/').at(-1)}/pay`);

    const task_id = profile === 'clara' ? await analysed(user) : '';

    api.clock.advance(60_000);
    await api.newCode(user.email, 'CHANGE_PASSWORD');
    await api.login(user.email, 'a wrong password, long');
    return { ...user, google_id, task_id };
  }

  /** Has a text and a file analysed. @returns the task's id */
  async function analysed(user: User): Promise<string> {
    const path = `/users/${user.id}/agent`;
    const uploaded = async (name: string) => {
      const { data } = await api.call('POST', `${path}/uploads`, user.key, { name, size: 5 });
      const { id, url, headers } = data as unknown as {
        id: string;
        url: string;
        headers: Record<string, string>;
      };
      await fetch(url, { method: 'PUT', headers, body: 'hello' });
      return id;
    };
    // One that a task names, and one that none does.
    const upload_ids = [await uploaded('private-notes.txt')];
    await uploaded('private-draft.txt');
    const submission = { text: 'A private claim.', upload_ids };
    // By an agent, whose call waits for the task as long as it has time.
    const params = { name: 'agent_analysis', arguments: submission };
    const message = { jsonrpc: '2.0', id: 1, method: 'tools/call', params };
    const more = { isRoot: true, remaining: () => 2_500 };
    const { text } = await api.call('POST', '/mcp', user.key, message, more);
    const { result } = JSON.parse(text) as { result: { structuredContent: { data: { id: string } } } };
    return result.structuredContent.data.id;
  }

  /** Everything that the table holds of a user, by id, address or Google’s name for it. */
  async function itemsOf(user: { id: string; email: string; google_id?: string }) {
    const names = [user.id, user.email, user.google_id].filter((name) => name !== undefined);
    return (await api.items()).filter((item) => names.some((name) => JSON.stringify(item).includes(name)));
  }

  return { api, userWithAll, itemsOf };
}
