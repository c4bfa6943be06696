import { presignedPut, s3Object } from '../aws.ts';
import { unavailable } from '../errors.ts';
import type { FileStore } from './files.ts';
import { bytesOf } from './limited-body.ts';

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
