/** Exported functions over attachments and files. The comparison of both SDKs has more of them (tests/parity). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createFileFromBlobs, generateFileName, getAttachmentTypeFromMimeType, isFile, isFileAttachment, isFileReference, isImageAttachment, isUploadedAttachment,
  isVideoAttachment, readFileAsArrayBuffer,
} from '../../js/index.js';

test('a preview of a link is no picture, and a film is a file where it cannot be played', () => {
  assert.equal(isImageAttachment({ type: 'image', image_url: 'u' }), true);
  assert.equal(isImageAttachment({ type: 'image', image_url: 'u', og_scrape_url: 'x' }), false);
  const film = { type: 'clip', mime_type: 'video/mp4' };
  assert.deepEqual([isVideoAttachment(film), isFileAttachment(film)], [false, true]);
  assert.deepEqual([isVideoAttachment(film, ['video/mp4']), isFileAttachment(film, ['video/mp4'])], [true, false]);
  assert.deepEqual([isUploadedAttachment({ type: 'giphy' }), isUploadedAttachment({ type: 'voiceRecording' })], [false, true]);
});

test('a file for an attachment', async () => {
  const file = createFileFromBlobs({ blobsArray: [new Blob(['ab']), new Blob(['c'])], fileName: 'notes.txt', mimeType: 'text/plain' });
  assert.deepEqual([file.name, file.type, (await readFileAsArrayBuffer(file)).byteLength], ['notes.txt', 'text/plain', 3]);
  assert.equal(isFile(file), true);
  const reference = { name: 'n', uri: 'content://n', type: 'image/png', size: 1 };
  assert.deepEqual([isFile(reference), isFileReference(reference)], [false, true]);
  assert.deepEqual(['image/png', 'image/vnd.adobe.photoshop', 'video/mp4', 'audio/mp3', ''].map(getAttachmentTypeFromMimeType), ['image', 'file', 'video', 'audio', 'file']);
  assert.match(generateFileName('audio/mp4;codecs=opus'), /^file_\d{4}-.*Z\.mp4$/);
});
