import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Failure } from '../errors.ts';

/** Lambda takes events of 6 MB, in which a body stands in base64: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_FORM_BYTES = 4_500_000;

export const isForm = ({ multiValueHeaders }: APIGatewayProxyEvent): boolean =>
  /^multipart\/form-data\s*(;|$)/i.test(multiValueHeaders['content-type']?.at(-1)?.trim() ?? '');

/**
 * The fields of a form (RFC 7578), each once, and its files. A file has the name of its field, unless it brings one.
 * @returns undefined for a form without any part
 */
export async function formBody({
  body,
  isBase64Encoded,
  multiValueHeaders,
}: APIGatewayProxyEvent): Promise<object | undefined> {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_FORM_BYTES) throw new Failure('too_large', `a form of ${bytes.length} bytes`);
  const form = await parsedForm(bytes, multiValueHeaders['content-type']?.at(-1) ?? '');
  const fields: Record<string, unknown> = {};
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const [name, value] of form) {
    if (typeof value !== 'string') {
      files.push({ name: value.name || name, bytes: new Uint8Array(await value.arrayBuffer()) });
      continue;
    }
    if (Object.hasOwn(fields, name)) throw new Failure('invalid_request', 'a field is repeated');
    // A field may be named `__proto__`.
    Object.defineProperty(fields, name, { value, enumerable: true });
  }
  if (files.length === 0 && Object.keys(fields).length === 0) return undefined;
  if (Object.hasOwn(fields, 'files')) throw new Failure('invalid_request', 'a field is named as the files');
  return Object.assign(fields, { files });
}

async function parsedForm(bytes: Buffer<ArrayBuffer>, type: string): Promise<FormData> {
  if (bytes.length === 0) return new FormData();
  try {
    return await new Response(bytes, { headers: { 'Content-Type': type } }).formData();
  } catch {
    throw new Failure('invalid_request', 'the form is malformed');
  }
}
