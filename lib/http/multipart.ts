import { Busboy } from '@fastify/busboy';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Failure } from '../errors.ts';

/** Lambda takes events of 6 MB, in which a body stands in base64: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_FORM_BYTES = 4_500_000;
/** Of a part's headers. What is over it, the parser cuts off: then a name may be part of a name. */
const MAX_HEADER_BYTES = 64_000;
const MAX_NAME_LENGTH = 10_000;
/** More than any call takes: the call itself says how many, and which. */
const MAX_PARTS = 100;

/**
 * A part of a form. A file has the name of its field, unless it brings one. A field for a file that was left empty is
 * sent, too: with a name and without bytes.
 */
type Part =
  { name: string; text: string } | { name: string; bytes: Uint8Array } | { name: string; isUnused: true };

/**
 * The fields of a form (RFC 7578), each once, and its files.
 * @returns undefined for a form without any part
 */
export async function formBody({
  body,
  isBase64Encoded,
  multiValueHeaders,
}: APIGatewayProxyEvent): Promise<object | undefined> {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_FORM_BYTES) throw new Failure('too_large', `a form of ${bytes.length} bytes`);
  const parts = await partsOf(bytes, multiValueHeaders['content-type']?.at(-1)?.trim() ?? '');
  const fields: Record<string, unknown> = {};
  const files: { name: string; bytes: Uint8Array }[] = [];
  for (const part of parts) {
    if ('isUnused' in part) continue;
    if ('bytes' in part) {
      files.push(part);
      continue;
    }
    if (Object.hasOwn(fields, part.name)) throw new Failure('invalid_request', 'a field is repeated');
    // A field may be named `__proto__`.
    Object.defineProperty(fields, part.name, { value: part.text, enumerable: true });
  }
  if (parts.length === 0) return undefined;
  if (Object.hasOwn(fields, 'files')) throw new Failure('invalid_request', 'a field is named as the files');
  return Object.assign(fields, { files });
}

async function partsOf(form: Buffer, type: string): Promise<Part[]> {
  if (form.length === 0) return [];
  const boundary = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(type);
  const delimiters = delimitersIn(form, boundary?.[1] ?? boundary?.[2] ?? '');
  const parts = delimiters <= MAX_PARTS + 1 ? await parsed(form, type).catch(() => undefined) : undefined;
  // What the parser cannot make sense of, it leaves out.
  if (parts?.length !== delimiters - 1 || parts.some(({ name }) => name.length > MAX_NAME_LENGTH))
    throw new Failure('invalid_request', 'the form is malformed');
  return parts;
}

/** Rejects when the form has no end. */
function parsed(form: Buffer, type: string): Promise<Part[]> {
  return new Promise((resolve, reject) => {
    const parts: Part[] = [];
    const parser = new Busboy({
      headers: { 'content-type': type },
      limits: { headerSize: MAX_HEADER_BYTES, fieldSize: MAX_FORM_BYTES },
      preservePath: true,
    });
    parser.on('field', (name: string | undefined, text) => {
      if (name === undefined) parser.emit('error', new Error('a part has no name'));
      else parts.push({ name: unescaped(name), text });
    });
    parser.on('file', (field: string | undefined, stream, filename: string | undefined) => {
      const chunks: Buffer[] = [];
      stream.on('error', reject);
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const name = unescaped(filename || (field ?? ''));
        const bytes = Buffer.concat(chunks);
        const isUnused = filename === '' && bytes.length === 0;
        parts.push(isUnused ? { name, isUnused } : { name, bytes });
      });
    });
    parser.on('error', reject);
    parser.on('finish', () => resolve(parts));
    parser.end(form);
  });
}

/** How many parts a form says it has, and its end. */
function delimitersIn(form: Buffer, boundary: string): number {
  let found = form.indexOf(`--${boundary}`) === 0 ? 1 : 0;
  const delimiter = `\r\n--${boundary}`;
  for (let at = form.indexOf(delimiter); at >= 0; at = form.indexOf(delimiter, at + delimiter.length))
    found++;
  return found;
}

/** As browsers write names: https://html.spec.whatwg.org/multipage/form-control-infrastructure.html#multipart-form-data */
const unescaped = (name: string) =>
  name.replace(/%(22|0D|0A)/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
