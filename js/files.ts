/** Small public functions over files before they are uploaded: what one is, what it is called. Uploads nothing. */
import type { FileLike, FileReference } from './types/upload.js';

/** True for a browser's `File`, and for an object like one: it says when it was changed and is no address. */
export const isFile = (fileLike: FileLike | FileReference): fileLike is File =>
  !!(fileLike as File).lastModified && !('uri' in (fileLike as object));

/** True for a browser's list of files, such as `input.files`. */
export const isFileList = (obj: unknown): obj is FileList =>
  !!obj && typeof obj === 'object' && 'item' in obj && 'length' in obj && !Array.isArray(obj);

/** True for bytes without a name. */
export const isBlobButNotFile = (obj: unknown): obj is Blob => obj instanceof Blob && !(obj instanceof File);

/** True for an address of a file with its name, type and size. */
export const isFileReference = (obj: unknown): obj is FileReference => {
  const { name, uri, size, type } = (obj ?? {}) as Partial<FileReference>;
  return typeof name === 'string' && typeof uri === 'string' && typeof size === 'number' && typeof type === 'string';
};

/** True for pictures that a browser can show: Photoshop's are files. */
export const isImageFile = ({ type }: { type: string }): boolean => type.startsWith('image/') && !type.endsWith('.photoshop');

/** The type of the attachment that a file of this MIME type makes. */
export function getAttachmentTypeFromMimeType(mimeType: string): 'audio' | 'file' | 'image' | 'video' {
  if (isImageFile({ type: mimeType })) return 'image';
  return (['video', 'audio'] as const).find((kind) => mimeType.includes(`${kind}/`)) ?? 'file';
}

/** What stands behind the slash of a MIME type, without parameters; undefined when nothing does. */
export const getExtensionFromMimeType = (mimeType: string): string | undefined => /\/([^/;]+)/.exec(mimeType)?.[1];

/** A name for a file that has none: the moment, and what its MIME type ends with. */
export function generateFileName(mimeType: string): string {
  const extension = getExtensionFromMimeType(mimeType);
  return `file_${new Date().toISOString()}${extension ? `.${extension}` : ''}`;
}

/** One file of several pieces, such as those that a recorder gives. */
export const createFileFromBlobs = ({ blobsArray, fileName, mimeType }: { blobsArray: Blob[]; fileName: string; mimeType: string }): File =>
  new File(blobsArray, fileName, { type: mimeType });

/** The bytes of a file. Rejects as the browser does when it cannot be read. */
export const readFileAsArrayBuffer = (file: File): Promise<ArrayBuffer> => file.arrayBuffer();
