import { attachmentGate } from '../../lib/files/gate.ts';
import { cleanText } from '../../lib/files/reading/clean-text.ts';
import { readFormat } from '../../lib/files/reading/formats.ts';
import { Sections } from '../../lib/files/reading/sections.ts';
import { cpuMs } from '../support/cpu.ts';

const GERMAN = 'Die Brücke über den Sund ist 412 Meter lang und wurde 1998 eröffnet.';
const latin = (text: string) => Buffer.from(text, 'latin1');
const hex = (digits: string) => Buffer.from(digits, 'hex');

async function read(name: string, bytes: Uint8Array) {
  const type = await attachmentGate.inspect(name, bytes);
  if (typeof type === 'string') return type;
  const reading = await (await readFormat(type.extension))?.(bytes, new Sections(Infinity), type.extension);
  return [reading?.sections.map(({ text }) => text).join(' '), reading?.note];
}
const guessed = (name: string) => `Its encoding was guessed: ${name}.`;

it.each<[what: string, name: string, bytes: Uint8Array, text: string, note: string | undefined]>([
  ['UTF-8', 'a.txt', Buffer.from(GERMAN), GERMAN, undefined],
  ['UTF-16 with its mark', 'a.txt', Buffer.from(`\ufeff${GERMAN}`, 'utf16le'), GERMAN, undefined],
  ['UTF-16 without', 'a.txt', Buffer.from(GERMAN, 'utf16le'), GERMAN, guessed('utf-16le')],
  ['UTF-16, the other way', 'a.md', Buffer.from(GERMAN, 'utf16le').swap16(), GERMAN, guessed('utf-16be')],
  ['Western', 'a.txt', latin(GERMAN), GERMAN, guessed('windows-1252')],
  ['Western, one word', 'a.txt', latin('Grüße'), 'Grüße', guessed('windows-1252')],
  [
    'Western, quotation marks',
    'a.txt',
    latin('It\x92s \x93long\x94, the mayor said.'),
    'It’s “long”, the mayor said.',
    guessed('windows-1252'),
  ],
  [
    'Cyrillic',
    'a.md',
    hex('CCEEF1F220E4EBE8EDEEE920343132F0E5F2F0EEE2EEF2EAF0FBF220E220E8FEEDE5'),
    'Мост длиной 412ретровоткрыт в июне',
    guessed('windows-1251'),
  ],
  [
    'Japanese',
    'a.txt',
    hex(
      '91e58bb482cc92b782b382cd3431328381815b8367838b82c582b781428e7392b782cd985a8c8e82c98bb482f08a4a82a282bd8142',
    ),
    '大橋の長さは412メートルです。市長は六月に橋を開いた。',
    guessed('shift_jis'),
  ],
  [
    'Chinese',
    'a.txt',
    hex('B4F3C7C5C8ABB3A4343132C3D7A1A3C7C5B5C4C4EAC1E4CAC7CBC4CAAE'),
    '大桥全长412米。桥的年龄是四十',
    guessed('gb18030'),
  ],
  [
    'Korean',
    'a.txt',
    hex('B4EBB1B3C0C720B1E6C0CCB4C2203431322020B9CCC5CDC0D4B4CFB4D9'),
    '대교의 길이는 412  미터입니다',
    guessed('euc-kr'),
  ],
  [
    'Greek',
    'a.txt',
    hex('c720e3ddf6f5f1e120ddf7e5e920ecdeeaeff22034313220ecddf4f1e12e'),
    'Η γέφυρα έχει μήκος 412 μέτρα.',
    guessed('windows-1253'),
  ],
  [
    'Hebrew',
    'a.txt',
    hex('e0e5f8ea20e4e2f9f820e4e5e02034313220eee8f8e9ed'),
    'אורך הגשר הוא 412 מטרים',
    guessed('iso-8859-8'),
  ],
  [
    'Arabic',
    'a.txt',
    hex('edc8e1db20d8e6e120c7e1ccd3d12034313220e3cad1c720e6decf20c7ddcacacd20dded20ede6e4ede6'),
    'يبلغ طول الجسر 412 مترا وقد افتتح في يونيو',
    guessed('windows-1256'),
  ],
  [
    'Polish',
    'a.txt',
    hex(
      '4d6f7374206e616420576973b3b9206d6120343132206d657472f3772064b375676f9c63692e20aff3b3e62069209f649f62b36f2e',
    ),
    'Most nad Wisłą ma 412 metrów długości. Żółć i źdźbło.',
    guessed('windows-1250'),
  ],
  [
    'Russian of Unix',
    'a.txt',
    hex(
      'edcfd3d420c4ccc9cecfca2034313220cdc5d4d2cfd720cfd4cbd2d9d420d720c9c0cec52e20eddcd220c5c7cf20cfd4cbd2d9cc2e',
    ),
    'Мост длиной 412 метров открыт в июне. Мэр его открыл.',
    guessed('koi8-r'),
  ],
  [
    'Chinese of Taiwan',
    'a.txt',
    hex('a46abef4a5feaaf8343132a4bda4d8a143a5abaaf8a9f3a4bba4ebb67da9f1a143'),
    '大橋全長412公尺。市長於六月開放。',
    guessed('big5'),
  ],
  [
    'Japanese of Unix',
    'a.txt',
    hex(
      'c2e7b6b6a4cec4b9a4b5a4cf343132a5e1a1bca5c8a5eba4c7a4b9a1a3bbd4c4b9a4cfcfbbb7eea4cbb6b6a4f2b3aba4a4a4bfa1a3',
    ),
    '大橋の長さは412メートルです。市長は六月に橋を開いた。',
    guessed('euc-jp'),
  ],
  [
    'Japanese of mails, on several lines',
    'a.txt',
    hex(
      '1b244242673636244e44392435244f1b28423431321b24422561213c2548256b2447243921231b28420a0a1b24423b544439244f4f3b376e244b36362472332b2424243f21231b28420a',
    ),
    '大橋の長さは412メートルです。 市長は六月に橋を開いた。',
    guessed('iso-2022-jp'),
  ],
  ['little but numbers', 'a.txt', latin('Köln;1200;3400'), 'Köln;1200;3400', guessed('windows-1252')],
  ['one sign', 'a.txt', latin('3,50 \x80'), '3,50 €', guessed('windows-1252')],
  [
    'colours of a terminal',
    'a.txt',
    latin('an error in the line \x1b[0m'),
    'an error in the line  [0m',
    undefined,
  ],
  [
    'declared in HTML',
    'a.html',
    Buffer.concat([
      latin('<html><head><meta charset="windows-1251"></head><body><p>'),
      hex('CCEEF1F2'),
      latin('</p></body></html>'),
    ]),
    'Мост',
    undefined,
  ],
  [
    'subtitles',
    'a.srt',
    latin('1\n00:00:01,000 --> 00:00:02,000\nDie Brücke wurde eröffnet.\n'),
    'Die Brücke wurde eröffnet.',
    guessed('windows-1252'),
  ],
])('%s is read', async (_, name, bytes, text, note) => {
  expect(await read(name, bytes)).toEqual([text, note]);
});

it('what is text in no encoding is refused', async () => {
  const noise = Buffer.from(Array.from({ length: 5_000 }, (_, i) => 1 + ((i * 7_919 + i * i * 31) % 255)));
  const printable = noise.map((byte) => Math.max(32, byte));
  for (const bytes of [
    noise,
    printable,
    latin('a\xff'),
    latin('ab\0cd\xff\xfe'),
    latin('\x80\x81\x82\x83'.repeat(100)),
    noise.map((byte) => byte | 0x80),
    noise.map((byte) => (byte < 32 || byte === 127 ? 65 : byte)),
  ])
    for (const length of [bytes.length, 200])
      expect(await attachmentGate.inspect('a.txt', bytes.subarray(0, length))).toBe('unsupported_attachment');
});

it.each([
  ['The Nor\u00advik bridge is 4\u200b12 metres', 'The Norvik bridge is 412 metres'],
  ['\ufeff４１２．５％ of ＡＢｃ，x', '412.5% of ABc，x'],
  ['𝟒𝟏𝟐 𝗺𝗲𝘁𝗿𝗲𝘀', '412 metres'],
  ['eﬃcient ﬂow', 'efficient flow'],
  ['38\u00a0000\u202f€', '38 000 €'],
  ['99\u202e9 metres', '999 metres'],
  ['hid\u{e0041}den\u200d', 'hidden'],
  ['👩‍🚀 می‌خواهم', '👩‍🚀 می‌خواهم'],
  ['m² and 大桥，长', 'm² and 大桥，长'],
])('%j is %j to its reader', (text, clean) => {
  expect(cleanText(text)).toBe(clean);
});

it('the greatest text is decoded in time that grows with it', async () => {
  for (const piece of ['\xff\xda', '\xe9 ', 'e\x81', '\x1b$B', '<meta \xe9', 'a\0']) {
    const bytes = Buffer.alloc(5_000_000, piece, 'latin1');
    const ms = await cpuMs(2_000, () => attachmentGate.inspect('a.txt', bytes));
    expect([piece, ms < 2_000]).toEqual([piece, true]);
  }
});
