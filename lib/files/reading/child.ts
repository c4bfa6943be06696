import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { readFormat } from './formats.ts';
import { Sections } from './sections.ts';

/**
 * The process that parses one attachment: its type and its time come as arguments, its bytes on standard input; what
 * was read goes out on descriptor 3. Whatever happens to it, happens to it alone.
 */
const [, , extension = '', ms = ''] = process.argv;
const read = await readFormat(extension);
const bytes = await buffer(process.stdin);
const reading = await read?.(bytes, new Sections(Number(ms)), extension);
writeFileSync(3, JSON.stringify(reading));
process.exit(0);
