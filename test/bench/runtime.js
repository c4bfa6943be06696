/**
 * As little of a Lambda runtime as can be: imports a handler and asks the runtime API for invocations, as
 * `AWS_LAMBDA_RUNTIME_API` names it. Plain JavaScript, so that nothing is measured that Lambda does not do.
 */
import { request } from 'node:http';
import { pathToFileURL } from 'node:url';

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
const begun = performance.now();
const { handler } = await import(pathToFileURL(process.argv[2]).href);
const imported = performance.now() - begun;

const ask = (url, options, body) =>
  new Promise((resolve, reject) => {
    const asking = request(url, options, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += part));
      answer.on('end', () => resolve({ headers: answer.headers, text }));
    });
    asking.on('error', reject).end(body);
  });

for (;;) {
  // The name of the header is our own: how long the import took, in ms.
  const next = await ask(`${api}/next`, { headers: { 'Import-Ms': String(imported) } });
  const result = await handler(JSON.parse(next.text), {});
  await ask(
    `${api}/${next.headers['lambda-runtime-aws-request-id']}/response`,
    { method: 'POST' },
    JSON.stringify(result),
  );
}
