import type { APIGatewayProxyEvent } from 'aws-lambda';
import { formBody } from '../lib/http/multipart.ts';
import { form } from './support/form.ts';
import { startApi } from './support/harness.ts';

const eventOf = (body: string | Buffer, type: string) =>
  ({
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
    multiValueHeaders: { 'content-type': [type] },
  }) as unknown as APIGatewayProxyEvent;

const TYPE = 'multipart/form-data; boundary=X';
const raw = (text: string, type = TYPE) => formBody(eventOf(text.replaceAll('\n', '\r\n'), type));
const sent = async (...parts: Parameters<typeof form>[0]) => {
  const { body, headers } = await form(parts);
  return (await formBody(eventOf(Buffer.from(body, 'base64'), headers['Content-Type']))) as {
    files: { name: string; bytes: Uint8Array }[];
    [field: string]: unknown;
  };
};
const names = ({ files }: { files: { name: string }[] }) => files.map(({ name }) => name);
const invalid = { code: 'invalid_request' };
const bytes = Buffer.from([0, 255, 13, 10, 45, 45]);

describe('a form', () => {
  it('holds fields and files, a file named as its field unless it brings a name', async () => {
    expect(await sent(['text', 'Gruß 👋\r\nline'], ['a', bytes, 'b.pdf'])).toEqual({
      text: 'Gruß 👋\r\nline',
      files: [{ name: 'b.pdf', bytes }],
    });
    const part = (disposition: string) =>
      `--X\nContent-Disposition: form-data; ${disposition}\n\nhi\n--X--\n`;
    expect(await raw(part('name="a.txt"; filename=""'))).toEqual({
      files: [{ name: 'a.txt', bytes: Buffer.from('hi') }],
    });
    expect(await raw(part('name=a'), 'Multipart/Form-Data; charset=x; Boundary="X"')).toEqual({
      a: 'hi',
      files: [],
    });
    expect(await raw(`preamble\n${part('name=a')}epilogue`)).toEqual({ a: 'hi', files: [] });
  });

  it('leaves out a field for a file that was left empty, and only that', async () => {
    const part = (disposition: string, content: string) =>
      `--X\nContent-Disposition: form-data; ${disposition}\nContent-Type: application/octet-stream\n\n${content}\n`;
    const text = '--X\nContent-Disposition: form-data; name=text\n\nhi\n';
    const unused = part('name="file"; filename=""', '');
    expect(await raw(`${text}${unused}--X--\n`)).toEqual({ text: 'hi', files: [] });
    expect(await raw(`${unused}${unused}${text}--X--\n`)).toEqual({ text: 'hi', files: [] });
    expect(await raw(`${unused}--X--\n`)).toEqual({ files: [] });
    expect(await raw(`${part('name="file"; filename="a.txt"', '')}--X--\n`)).toEqual({
      files: [{ name: 'a.txt', bytes: Buffer.from('') }],
    });
  });

  it('takes any name as data', async () => {
    const hostile = [
      '__proto__',
      '../../etc/passwd',
      'C:\\x.txt',
      'a"b.txt',
      'constructor',
      '👋'.repeat(2_560),
    ];
    expect(names(await sent(...hostile.map((name): [string, Uint8Array] => [name, bytes])))).toEqual(hostile);
    const fields = await sent(['__proto__', 'x'], ['a', bytes]);
    expect(Object.entries(fields).map(([name]) => name)).toEqual(['__proto__', 'files']);
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype);
    expect(names(await sent(['x', bytes, 'tab\tline\n.txt']))).toEqual(['tab\tline\n.txt']);
  });

  it('without a part is none', async () => {
    expect(await raw('')).toBeUndefined();
    expect(await raw('--X--\n')).toBeUndefined();
  });

  it('is refused when a field comes twice or is named as the files', async () => {
    await expect(sent(['text', 'a'], ['text', 'b'])).rejects.toMatchObject(invalid);
    await expect(sent(['files', 'a'])).rejects.toMatchObject(invalid);
  });

  it.each([
    ['garbage', 'no form at all'],
    ['another boundary', '--Y\nContent-Disposition: form-data; name=a\n\nhi\n--Y--\n'],
    ['no end', '--X\nContent-Disposition: form-data; name=a\n\nhi\n'],
    ['no end of a file', '--X\nContent-Disposition: form-data; name=a; filename=a.txt\n\nhi'],
    ['a part without a name', '--X\nContent-Disposition: form-data\n\nhi\n--X--\n'],
    ['a part without a disposition', '--X\nContent-Type: text/plain\n\nhi\n--X--\n'],
    ['a part without an end of its headers', '--X\nContent-Disposition: form-data; name=a\n--X--\n'],
    [
      'headers without end',
      `--X\nContent-Disposition: form-data; name="${'a'.repeat(100_000)}"\n\nhi\n--X--\n`,
    ],
    [
      'too many parts',
      `${'--X\nContent-Disposition: form-data; name=a; filename=b\n\n\n'.repeat(101)}--X--\n`,
    ],
  ])('is refused for %s', async (_, text) => {
    await expect(raw(text)).rejects.toMatchObject(invalid);
  });

  it('is refused without a boundary', async () => {
    await expect(raw('--X--\n', 'multipart/form-data')).rejects.toMatchObject(invalid);
  });

  it('is refused over the limit', async () => {
    await expect(sent(['a', Buffer.alloc(4_600_000)])).rejects.toMatchObject({ code: 'too_large' });
  });

  it('of 4 MB that are nearly all delimiters is read in no time', async () => {
    const started = process.cpuUsage();
    await expect(raw('--X\n'.repeat(800_000))).rejects.toMatchObject(invalid);
    await expect(raw(`--X\n${'\n--'.repeat(800_000)}`)).rejects.toMatchObject(invalid);
    // CPU time in µs, some 1 s: what else the machine does is not counted.
    expect(process.cpuUsage(started).user).toBeLessThan(3_500_000);
  });
});

it('is told apart by its status', async () => {
  const api = await startApi();
  const user = await api.user();
  const post = async (body: string | Buffer) => {
    const { headers, ...more } = { headers: { 'Content-Type': TYPE }, isBase64Encoded: true };
    const given = Buffer.from(body).toString('base64');
    return api.call('POST', `/users/${user.id}/agent/analysis`, user.key, given, { headers, ...more });
  };
  const statuses = [];
  for (const body of ['', '--X--\r\n', 'x', Buffer.alloc(4_600_000)])
    statuses.push((await post(body)).status);
  expect(statuses).toEqual([400, 400, 400, 413]);
  api.refuseLeaks();
});
