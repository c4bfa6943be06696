import { brotliDecompressSync } from 'node:zlib';

/** The text of a data module. */
export const unpack = (packed: string) => brotliDecompressSync(Buffer.from(packed, 'base64')).toString();

/** Made at its first use: importing costs nothing. */
export function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
