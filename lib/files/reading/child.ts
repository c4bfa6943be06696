import { writeFileSync, writeSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { readFormat } from './formats.ts';
import { BEGUN, isFaultOfOurs, OUR_FAULT } from './protocol.ts';
import { Sections } from './sections.ts';

/**
 * The process that parses one attachment: its type and its time come as arguments, its bytes on standard input; what
 * was read goes out on descriptor 3. Whatever happens to it, happens to it alone.
 */
const [, , extension = '', ms = ''] = process.argv;

function fail(error: unknown): never {
  if (isFaultOfOurs(error)) writeFileSync(3, JSON.stringify(OUR_FAULT));
  process.exit(1);
}
process.on('uncaughtException', fail);

const read = await readFormat(extension);
if (!read) process.exit(1);
const bytes = await buffer(process.stdin);
// From here on, what ends this process is the file.
writeSync(3, BEGUN);
try {
  const reading = await read(bytes, new Sections(Number(ms)), extension);
  writeFileSync(3, JSON.stringify(reading));
} catch (error) {
  fail(error);
}
process.exit(0);
