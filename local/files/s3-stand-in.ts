import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createHash, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { AwsV4Signer } from 'aws4fetch';
import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { LOCAL_CREDENTIALS } from '../stack/dynamodb.ts';

/**
 * The part of S3 that we use: objects are put, got and deleted, by signed requests or by addresses that were signed before,
 * which are good for one method, one key, the signed headers and a while.
 */
export function s3StandIn(folder: string, now: () => number = Date.now) {
  const fileOf = (path: string) => join(folder, createHash('sha256').update(path).digest('hex'));
  const app = new Hono();

  // As the bucket's own rule has it.
  app.use(cors({ origin: '*', allowMethods: ['PUT'], maxAge: 3_600 }));
  app.use(async (context, next) => {
    if (!(await isSigned(context, now()))) return context.text('SignatureDoesNotMatch', 403);
    return next();
  });

  app.get('/*', async (context) => {
    const bytes = await readFile(fileOf(context.req.path)).catch(() => undefined);
    return bytes ? context.body(bytes) : context.text('NoSuchKey', 404);
  });

  app.put('/*', async (context) => {
    const bytes = new Uint8Array(await context.req.arrayBuffer());
    // Whoever reads at the same time gets the old object or the new one.
    const part = join(folder, randomUUID());
    await mkdir(folder, { recursive: true });
    await writeFile(part, bytes);
    await rename(part, fileOf(context.req.path));
    return context.body(null, 200);
  });

  // S3 does not say whether there was one.
  app.delete('/*', async (context) => {
    await rm(fileOf(context.req.path), { force: true });
    return context.body(null, 204);
  });

  return app;
}

/** Signs the request as its sender must have, and compares: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html */
async function isSigned(context: Context, now: number): Promise<boolean> {
  const url = new URL(context.req.url);
  const given = url.searchParams.get('X-Amz-Signature') ?? context.req.header('authorization');
  const isQuery = url.searchParams.has('X-Amz-Signature');
  const datetime = url.searchParams.get('X-Amz-Date') ?? context.req.header('x-amz-date') ?? '';
  const names =
    url.searchParams.get('X-Amz-SignedHeaders') ?? /SignedHeaders=([^,]+)/.exec(given ?? '')?.[1] ?? '';
  const headers = Object.fromEntries(
    names
      .split(';')
      .filter((name) => name !== 'host')
      .map((name) => [name, context.req.header(name) ?? '']),
  );
  if (isQuery && now > timeOf(datetime) + 1000 * Number(url.searchParams.get('X-Amz-Expires'))) return false;
  for (const name of ['X-Amz-Signature', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-SignedHeaders'])
    url.searchParams.delete(name);
  const signer = new AwsV4Signer({
    method: context.req.method,
    url: url.href,
    headers,
    service: 's3',
    region: LOCAL_CREDENTIALS.AWS_REGION,
    accessKeyId: LOCAL_CREDENTIALS.AWS_ACCESS_KEY_ID,
    secretAccessKey: LOCAL_CREDENTIALS.AWS_SECRET_ACCESS_KEY,
    datetime,
    signQuery: isQuery,
    allHeaders: true,
  });
  const expected = isQuery ? await signer.signature() : await signer.authHeader();
  return given === expected;
}

/** ms. `20251124T023000Z` is the form of AWS. */
const timeOf = (datetime: string): number =>
  Date.parse(datetime.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));

export function serveS3(port: number, folder: string): Promise<Server> {
  // What it would put in the place of the global Request would reach the tests that run in the same process.
  const listener = getRequestListener(s3StandIn(folder).fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void listener(request, response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
