import { holdToOpenApi, undeclared } from './openapi.ts';

/** Before every test file: whatever the running system answers over HTTP is held to the OpenAPI document. */
const base = process.env.TEST_URL ?? '';
const send = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const response = await send(input, init);
  const { url, method } = input instanceof Request ? input : { url: input.toString(), method: init?.method };
  if (url.startsWith(`${base}/`)) {
    const headers = Object.fromEntries(response.headers);
    const text = await response.clone().text();
    holdToOpenApi('clara', method ?? 'GET', new URL(url).pathname.slice(new URL(base).pathname.length), {
      status: response.status,
      headers,
      text,
    });
  }
  return response;
};

function refuseUndeclared(): void {
  const found = [...new Set(undeclared.splice(0))];
  if (found.length > 0) throw new Error(`openapi.json does not declare:\n${found.join('\n')}`);
}
afterEach(refuseUndeclared);
afterAll(refuseUndeclared);
