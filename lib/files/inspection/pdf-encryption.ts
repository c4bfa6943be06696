import { createCipheriv, createDecipheriv, createHash } from 'node:crypto';
import { dictionaryAt, isDictionary, isReference, type PdfDictionary, type PdfValue } from './pdf-objects.ts';

/** Decrypts the data of a stream that belongs to an object. What is damaged comes out as it may. */
export type Decrypt = (data: Buffer, object: number, generation: number) => Buffer;

/** Where a dictionary is looked for, around its mark, and what of it is read. */
const DICTIONARY_BYTES = 8_192;
/** All trailers of a file name one object; each that they name is looked for. */
const MAX_TARGETS = 4;
const MAX_OBJECTS = 200_000;

/** Fills up passwords: ISO 32000-1 §7.6.3.3. */
const PADDING = Buffer.from('28bf4e5e4e758a4164004e56fffa01082e2e00b6d0683e802f0ca9fe6453697a', 'hex');

/**
 * How to read a PDF that is encrypted, as any viewer does: with the empty password. An owner's password alone only
 * says what may be done with it.
 * @returns undefined when it is not encrypted; 'locked' when it needs a password, or is encrypted in a way that is not
 * described in ISO 32000
 */
export function decryptionOf(pdf: Buffer): Decrypt | 'locked' | undefined {
  let decrypt: Decrypt | undefined;
  const targets = new Set<string>();
  for (let at = pdf.indexOf('/Encrypt'); at >= 0; at = pdf.indexOf('/Encrypt', at + 8)) {
    const mark = /^\/Encrypt\s*(\d+\s+\d+\s+R|<<)/.exec(pdf.toString('latin1', at, at + 40))?.[1];
    if (mark === undefined) continue;
    const target = mark === '<<' ? `${at}` : mark;
    if (targets.has(target)) continue;
    if (targets.add(target).size > MAX_TARGETS) return 'locked';
    const opened = openedBy(pdf, at);
    if (!opened) return 'locked';
    decrypt = opened;
  }
  return decrypt;
}

function openedBy(pdf: Buffer, mark: number): Decrypt | undefined {
  const trailer = dictionaryAround(pdf, mark);
  const target = trailer?.get('Encrypt');
  const encryption = isReference(target) ? objectOf(pdf, target.object, target.generation) : target;
  if (!isDictionary(encryption) || encryption.get('Filter') !== '/Standard') return undefined;
  const ids = trailer?.get('ID');
  const [id] = Array.isArray(ids) ? ids : [];
  const revision = encryption.get('R');
  const key =
    revision === 5 || revision === 6
      ? keyOfAes256(encryption, revision)
      : keyOfMd5(encryption, Buffer.isBuffer(id) ? id : Buffer.alloc(0));
  return key && decryptWith(key, cipherOf(encryption));
}

/** The dictionary that a mark lies in: the last to begin before it that reaches beyond it. */
function dictionaryAround(pdf: Buffer, mark: number): PdfDictionary | undefined {
  const start = Math.max(0, mark - DICTIONARY_BYTES);
  const text = pdf.toString('latin1', start, mark + DICTIONARY_BYTES);
  const begin = Math.max(text.lastIndexOf('trailer', mark - start), text.lastIndexOf('obj', mark - start));
  const at = begin < 0 ? -1 : text.indexOf('<<', begin);
  return at < 0 ? undefined : dictionaryAt(text, at);
}

/** The newest of the objects of that number: those before it were replaced. */
function objectOf(pdf: Buffer, object: number, generation: number): PdfDictionary | undefined {
  let seen = 0;
  for (let at = pdf.lastIndexOf('obj'); at > 0 && seen < MAX_OBJECTS; at = pdf.lastIndexOf('obj', at - 1)) {
    seen++;
    const before = /(\d{1,10})\s+(\d{1,5})\s+$/.exec(pdf.toString('latin1', Math.max(0, at - 32), at));
    if (Number(before?.[1]) !== object || Number(before?.[2]) !== generation) continue;
    return dictionaryAt(pdf.toString('latin1', at + 3, at + 3 + DICTIONARY_BYTES), 0);
  }
  return undefined;
}

const md5 = (...parts: Buffer[]) => createHash('md5').update(Buffer.concat(parts)).digest();
const bytesOf = (value: PdfValue | undefined, length: number) =>
  Buffer.isBuffer(value) && value.length >= length ? value.subarray(0, length) : undefined;

/** Algorithms 2, 4 and 5 of ISO 32000-1 §7.6.3. @returns undefined when the empty password does not open it */
function keyOfMd5(encryption: PdfDictionary, id: Buffer): Buffer | undefined {
  const owner = bytesOf(encryption.get('O'), 32);
  const user = bytesOf(encryption.get('U'), 32);
  const [revision, permissions] = [encryption.get('R'), encryption.get('P')];
  if (!owner || !user || typeof permissions !== 'number') return undefined;
  if (revision !== 2 && revision !== 3 && revision !== 4) return undefined;
  const allowed = Buffer.alloc(4);
  allowed.writeUInt32LE(permissions >>> 0);
  const hidesMetadata = revision === 4 && encryption.get('EncryptMetadata') === false;
  const more = hidesMetadata ? Buffer.alloc(4, 0xff) : Buffer.alloc(0);
  const length = keyBytes(encryption);
  let key = md5(PADDING, owner, allowed, id, more).subarray(0, length);
  if (revision === 2) return rc4(key, PADDING).equals(user) ? key : undefined;
  for (let i = 0; i < 50; i++) key = md5(key).subarray(0, length);
  let proof: Buffer = md5(PADDING, id);
  for (let i = 0; i < 20; i++) proof = rc4(Buffer.from(key.map((byte) => byte ^ i)), proof);
  return proof.equals(user.subarray(0, 16)) ? key : undefined;
}

/** A writer may give it in bits or in bytes, here or where the cipher is named. */
function keyBytes(encryption: PdfDictionary): number {
  const version = encryption.get('V');
  if (encryption.get('R') === 2 || version === 1) return 5;
  const inner = filterOf(encryption)?.get('Length');
  const given = encryption.get('Length') ?? (version === 4 ? (inner ?? 128) : 40);
  const bits = typeof given !== 'number' ? 40 : given < 40 ? given * 8 : given;
  return Math.min(16, Math.max(5, Math.floor(bits / 8)));
}

/** ISO 32000-2 §7.6.4.3.3: algorithm 2.A. @returns undefined when the empty password does not open it */
function keyOfAes256(encryption: PdfDictionary, revision: 5 | 6): Buffer | undefined {
  const user = bytesOf(encryption.get('U'), 48);
  const wrapped = bytesOf(encryption.get('UE'), 32);
  if (!user || !wrapped) return undefined;
  const hash = (salt: Buffer) => (revision === 5 ? sha(256, salt) : hardenedHash(salt));
  if (!hash(user.subarray(32, 40)).equals(user.subarray(0, 32))) return undefined;
  const decipher = createDecipheriv('aes-256-cbc', hash(user.subarray(40, 48)), Buffer.alloc(16));
  return decipher.setAutoPadding(false).update(wrapped);
}

const sha = (bits: 256 | 384 | 512, bytes: Buffer) => createHash(`sha${bits}`).update(bytes).digest();

/** ISO 32000-2 §7.6.4.3.4: algorithm 2.B, for the empty password. It ends after 288 rounds at most. */
function hardenedHash(salt: Buffer): Buffer {
  let key = sha(256, salt);
  for (let round = 0; ; round++) {
    const repeated = Buffer.concat(Array.from({ length: 64 }, () => key));
    const cipher = createCipheriv('aes-128-cbc', key.subarray(0, 16), key.subarray(16, 32));
    const mixed = cipher.setAutoPadding(false).update(repeated);
    const rest = mixed.subarray(0, 16).reduce((sum, byte) => sum + byte, 0) % 3;
    key = sha(rest === 0 ? 256 : rest === 1 ? 384 : 512, mixed);
    if (round >= 63 && (mixed.at(-1) ?? 0) <= round - 31) return key.subarray(0, 32);
  }
}

type Cipher = 'rc4' | 'aes' | 'aes-256' | 'none';

function filterOf(encryption: PdfDictionary): PdfDictionary | undefined {
  const filters = encryption.get('CF');
  const name = encryption.get('StmF');
  const filter = isDictionary(filters) && typeof name === 'string' ? filters.get(name.slice(1)) : undefined;
  return isDictionary(filter) ? filter : undefined;
}

/** What the streams are encrypted with: §7.6.5. */
function cipherOf(encryption: PdfDictionary): Cipher {
  const version = encryption.get('V');
  if (version !== 4 && version !== 5) return 'rc4';
  const method = filterOf(encryption)?.get('CFM');
  return method === '/V2' ? 'rc4' : method === '/AESV2' ? 'aes' : method === '/AESV3' ? 'aes-256' : 'none';
}

/** Algorithms 1 and 1.A. */
function decryptWith(key: Buffer, cipher: Cipher): Decrypt {
  return (data, object, generation) => {
    if (cipher === 'none') return data;
    if (cipher === 'aes-256') return aes(key, data);
    const place = Buffer.alloc(8);
    place.writeUInt32LE(object % 2 ** 32);
    place.writeUInt32LE(generation, 3);
    const salt = Buffer.from(cipher === 'aes' ? 'sAlT' : '');
    const own = md5(key, place.subarray(0, 5), salt).subarray(0, Math.min(16, key.length + 5));
    return cipher === 'aes' ? aes(own, data) : rc4(own, data);
  };
}

/** Its first block is where the chain begins; the last is filled up, which does not hurt here. */
function aes(key: Buffer, data: Buffer): Buffer {
  const whole = data.length - (data.length % 16);
  if (whole < 32 || (key.length !== 16 && key.length !== 32)) return data;
  const decipher = createDecipheriv(`aes-${key.length * 8}-cbc`, key, data.subarray(0, 16));
  return decipher.setAutoPadding(false).update(data.subarray(16, whole));
}

/** Node's own is off by default. */
function rc4(key: Buffer, data: Buffer): Buffer {
  const state = Uint8Array.from({ length: 256 }, (_, i) => i);
  const swap = (a: number, b: number) => {
    const held = state[a] ?? 0;
    state[a] = state[b] ?? 0;
    state[b] = held;
  };
  for (let i = 0, j = 0; i < 256; i++) {
    j = (j + (state[i] ?? 0) + (key[i % key.length] ?? 0)) & 0xff;
    swap(i, j);
  }
  const out = Buffer.alloc(data.length);
  for (let at = 0, i = 0, j = 0; at < data.length; at++) {
    i = (i + 1) & 0xff;
    j = (j + (state[i] ?? 0)) & 0xff;
    swap(i, j);
    out[at] = (data[at] ?? 0) ^ (state[((state[i] ?? 0) + (state[j] ?? 0)) & 0xff] ?? 0);
  }
  return out;
}
