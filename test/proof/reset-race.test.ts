import { type Api, startApi } from '../support/harness.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.refuseLeaks());

const CALLERS = 50;
const RESETS = 20;

/**
 * 50 callers use the key while it is reset 20 times. Each call notes which token it carried and how many resets had
 * answered when it began; a token is older than all resets that answered after it was made.
 *
 *     reset n answers ──┐
 *     call with token of version < n begins ─→ must be refused
 */
it('no call that starts after a reset has answered succeeds with an older token', async () => {
  const user = await api.user();
  const tokens = [user.key];
  let answered = 0;
  let done = false;
  const accepted: { token: number; begunAfter: number }[] = [];
  let refused = 0;

  const caller = async (index: number) => {
    // Half of the callers hold on to the newest token they know of, the others try every one there ever was.
    for (let turn = 0; !done; turn++) {
      api.clock.advance(130); // the limit of calls a second is not what is tried here
      const token = index % 2 === 0 ? tokens.length - 1 : turn % tokens.length;
      const begunAfter = answered;
      const { status } = await api.call('GET', `/users/${user.id}`, tokens[token]);
      if (status === 200) accepted.push({ token, begunAfter });
      else if (status === 401) refused++;
    }
  };
  const callers = Array.from({ length: CALLERS }, (_, index) => caller(index));

  for (let reset = 1; reset <= RESETS; reset++) {
    const { data, status } = await api.call(
      'POST',
      `/users/${user.id}/api_key`,
      'clara_private_of_the_tests',
    );
    expect(status).toBe(201);
    answered = reset;
    tokens.push(`Bearer ${data.token}`);
    const before = accepted.length;
    while (accepted.length < before + 5) await new Promise(setImmediate); // the new token is in use
  }
  done = true;
  await Promise.all(callers);

  expect(accepted.filter(({ token, begunAfter }) => token < begunAfter)).toEqual([]);
  expect(accepted.length).toBeGreaterThanOrEqual(5 * RESETS);
  expect(refused).toBeGreaterThan(RESETS);
}, 180_000);
