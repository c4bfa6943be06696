import { presignedPut, s3Object } from '../aws.ts';
import { unavailable } from '../errors.ts';
import type { FileStore } from './files.ts';

/** Files in a bucket of S3, whose lifecycle rule removes them. */
export const s3Files = (bucket: string): FileStore => ({
  put: (key, bytes) =>
    available(async () => {
      await s3Object(bucket, key, { method: 'PUT', body: bytes }, (response) => response.arrayBuffer());
    }),
  get: (key, maxBytes) =>
    available(() => s3Object(bucket, key, { method: 'GET' }, (response) => bytesOf(response, maxBytes))),
  remove: (key) =>
    available(async () => {
      await s3Object(bucket, key, { method: 'DELETE' }, (response) => response.arrayBuffer());
    }),
  async uploadUrl(key, { bytes, seconds }) {
    const headers = { 'Content-Length': String(bytes) };
    return { url: await presignedPut(bucket, key, headers, seconds), headers };
  },
});

async function available<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw unavailable('S3', error);
  }
}

async function bytesOf(response: Response, maxBytes: number): Promise<Uint8Array | 'too_large'> {
  if (!response.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body as ReadableStream<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) return 'too_large';
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
