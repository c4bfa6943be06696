import type { AttachmentGate } from './files.ts';
// temporary
export const attachmentGate: AttachmentGate = {
  supported: () => ({ audio: ['.mp3'], document: ['.txt'], image: ['.png'], video: ['.mp4'] }),
  isName: (name) => name.length > 0 && name.length <= 255,
  inspect: (name) =>
    Promise.resolve(
      name.endsWith('.txt') ? { kind: 'document', extension: '.txt' } : 'unsupported_attachment',
    ),
  maxBytes: 20_000_000,
};
