import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { Unfetchable } from './unfetchable.ts';

const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};
const isDecoder = (name: string): name is keyof typeof DECODERS => Object.hasOwn(DECODERS, name);

/**
 * Reads a body of at most so many bytes, as sent and as unpacked; nothing more than that is ever held.
 * @throws `Unfetchable`
 */
export async function bodyOf(
  body: Readable,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array> {
  const name = (encoding ?? 'identity').trim().toLowerCase();
  const chunks: Buffer[] = [];
  const counted = async function* (source: AsyncIterable<Buffer>) {
    let size = 0;
    for await (const chunk of source) {
      size += chunk.length;
      if (size > maxBytes) throw new Unfetchable('too_large');
      yield chunk;
    }
  };
  const kept = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of counted(source)) chunks.push(chunk);
  };
  try {
    if (name === 'identity') await pipeline(body, kept);
    else if (isDecoder(name)) await pipeline(body, counted, DECODERS[name](), kept);
    else {
      body.on('error', () => undefined).destroy();
      throw new Unfetchable('type');
    }
  } catch (error) {
    throw error instanceof Unfetchable ? error : new Unfetchable('network');
  }
  return Buffer.concat(chunks);
}
