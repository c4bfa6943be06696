import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { jwtVerify, SignJWT } from 'jose';
import { readJwt, signJwt } from '../lib/domain/jwt.ts';
import { keyringOf, signKeyToken } from '../lib/domain/tokens.ts';

const key = createSecretKey(randomBytes(32));
const keys = [
  { kid: 'newer', key: createSecretKey(randomBytes(32)) },
  { kid: 'older', key },
];
const claims = { role: 'user', sub: 'user_1', exp: 4_000_000_000 };

describe('a token of ours', () => {
  it('is what a JWT library reads, and a JWT library’s is what we read', async () => {
    const ours = signJwt('older', key, claims);
    const { payload, protectedHeader } = await jwtVerify(ours, key, { algorithms: ['HS256'] });
    expect([payload, protectedHeader]).toEqual([claims, { alg: 'HS256', kid: 'older' }]);
    const theirs = await new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'older' }).sign(key);
    expect(theirs).toBe(ours);
    expect(readJwt(keys, ours)).toEqual(claims);
  });

  it('is read as it is, and with no character changed, added or left out', () => {
    const jwt = signJwt('older', key, claims);
    const other = fc.constantFrom('A', 'B', 'z', '0', '9', '-', '_', '.', '=', '+', '/', ' ', '\n');
    const edits = fc.oneof(
      fc
        .tuple(fc.nat(jwt.length - 1), other)
        .map(([at, char]) => jwt.slice(0, at) + char + jwt.slice(at + 1)),
      fc.tuple(fc.nat(jwt.length), other).map(([at, char]) => jwt.slice(0, at) + char + jwt.slice(at)),
      fc.nat(jwt.length - 1).map((at) => jwt.slice(0, at) + jwt.slice(at + 1)),
      fc.string(),
    );
    fc.assert(
      fc.property(edits, (edited) => {
        expect(readJwt(keys, edited)).toEqual(edited === jwt ? claims : undefined);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['with another algorithm', { alg: 'HS512', kid: 'older' }],
    ['of another secret’s id', { alg: 'HS256', kid: 'newer' }],
    ['of no secret’s id', { alg: 'HS256' }],
    ['with a header of more', { alg: 'HS256', kid: 'older', typ: 'JWT' }],
  ])('%s is none, though our key signed it', async (_, header) => {
    const jwt = await new SignJWT(claims)
      .setProtectedHeader(header)
      .sign(header.alg === 'HS512' ? Buffer.concat([key.export(), key.export()]) : key);
    expect(readJwt(keys, jwt)).toBeUndefined();
  });
});

describe('a signed payload that is not a JSON object', () => {
  it.each(['', 'x', '{', '[]', 'null', '1', '"text"', '{}{}', '\u0000'])('%j is no token', (payload) => {
    const header = Buffer.from(JSON.stringify({ alg: 'HS256', kid: 'older' })).toString('base64url');
    const signed = `${header}.${Buffer.from(payload).toString('base64url')}`;
    const signature = createHmac('sha256', key).update(signed).digest('base64url');
    expect(readJwt(keys, `${signed}.${signature}`)).toBeUndefined();
  });
});

describe('the token of an API key', () => {
  it('is the same in every version of Clara: no key is stored, so a change of one character would reset them all', () => {
    const keyring = keyringOf(['a signing secret of at least 32 characters']);
    const of = {
      user_id: 'user_00000000000040008000000000000000',
      key_id: 'api_key_00000000000040008000000000000001',
      key_version: 7,
    };
    expect(signKeyToken(keyring, of, 1_800_000_000_000)).toBe(
      'clara_api_eyJhbGciOiJIUzI1NiIsImtpZCI6IjM2M2U0NzdiIn0.' +
        'eyJyb2xlIjoiYXBpX2tleSIsImtleV9pZCI6ImFwaV9rZXlfMDAwMDAwMDAwMDAwNDAwMDgwMDAwMDAwMDAwMDAwMDEi' +
        'LCJrZXlfdmVyc2lvbiI6Nywic3ViIjoidXNlcl8wMDAwMDAwMDAwMDA0MDAwODAwMDAwMDAwMDAwMDAwMCIsImlhdCI6' +
        'MTgwMDAwMDAwMH0.xChTdAj4_PXo97yo3j3MwcNtbQFupcPC1XXAEu9QXmo',
    );
  });
});
