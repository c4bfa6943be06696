import { Inflate } from 'fflate';
import { Parser } from 'htmlparser2';
import { isReadPart } from '../inspection/office.ts';
import { type OfficePackage, officePackage } from '../inspection/package.ts';
import type { Sections } from './sections.ts';

/** Of packed bytes at a time: a part is never in memory as a whole. */
const CHUNK_BYTES = 32_768;

/** The names come without their prefixes, which a program may choose. */
export interface XmlHandlers {
  open: (name: string, attributes: Record<string, string>) => void;
  text?: (text: string) => void;
  close?: (name: string) => void;
  /** Whether the rest is of no interest. */
  isDone?: () => boolean;
}

/** What the gate let pass. @throws for anything else */
export function openPackage(bytes: Uint8Array): OfficePackage {
  const file = officePackage(bytes);
  if (file === undefined || file === 'too_large') throw new Error('not a package');
  return file;
}

/** Reads a part as a stream; a part that is not there, or that the gate has not measured, has nothing in it. */
export function parsePart(
  file: OfficePackage,
  name: string,
  { open, text, close, isDone }: XmlHandlers,
): void {
  const member = file.part(name);
  if (!member || member.size === 0 || !isReadPart(member.name)) return;
  const parser = new Parser(
    {
      onopentag: (element, attributes) => open(localName(element), attributes),
      ontext: (data) => text?.(data),
      onclosetag: (element) => close?.(localName(element)),
    },
    { xmlMode: true },
  );
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const write = (chunk: Uint8Array, isLast: boolean) => {
    decoder ??= new TextDecoder(encodingOf(chunk));
    parser.write(decoder.decode(chunk, { stream: !isLast }));
  };
  const inflate = new Inflate(write);
  for (let at = 0; at < member.packed.length && !isDone?.(); at += CHUNK_BYTES) {
    const isLast = at + CHUNK_BYTES >= member.packed.length;
    const chunk = member.packed.subarray(at, at + CHUNK_BYTES);
    if (member.isDeflated) inflate.push(chunk, isLast);
    else write(chunk, isLast);
  }
  parser.end();
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);

/** XML is in UTF-8 or in UTF-16 with its mark. */
function encodingOf([first, second]: Uint8Array): string {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

/** Whether a part holds any text. */
export function hasText(file: OfficePackage, name: string): boolean {
  let isFound = false;
  let isText = false;
  parsePart(file, name, {
    open: (element) => (isText = element === 't'),
    text: (text) => (isFound ||= isText && text.trim() !== ''),
    close: () => (isText = false),
    isDone: () => isFound,
  });
  return isFound;
}

/** Says what there is next to the text and was not read. */
export function noteUnread({ members }: OfficePackage, sections: Sections): void {
  if (members.some(({ name }) => /(?:^|\/)(?:threaded)?comments(?:\/[^/]+|\d*)\.xml$/i.test(name)))
    sections.note('Comments were not read.');
  if (members.some(({ name }) => /\/(charts|diagrams)\/[^/]+\.xml$/i.test(name)))
    sections.note('Charts and diagrams were not read.');
}

/** An attribute, with any prefix or without one. */
export const attribute = (attributes: Record<string, string>, name: string): string | undefined =>
  attributes[name] ??
  Object.entries(attributes).find(([key]) => key.slice(key.indexOf(':') + 1) === name)?.[1];

/** A switch of Office, which is on when it is there, unless it says otherwise. */
export const isOn = (value: string | undefined): boolean =>
  value === undefined || !/^(?:0|false|off|none)$/i.test(value);
