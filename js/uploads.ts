/** Makes of what an app hands over the form that uploads it. What may be uploaded the core decides; the page sends it. */
import { Endpoint } from './endpoint.js';
import type { Upload } from './core.js';
import { ChatError } from './errors.js';
import type { UploadConfig, UploadProgress, UploadSource } from './types/upload.js';
import type { UserResponse } from './types/user.js';

/** The file as the core takes it. `name` and `contentType` are used where `source` has none of its own. */
export async function uploadOf(source: UploadSource, name?: string, contentType?: string, user?: UserResponse, config?: UploadConfig): Promise<Upload> {
  const given = await blobOf(source, config?.signal);
  // A type of its own wins, as a browser knows it better; what was read from elsewhere has the one the app says.
  const type = source instanceof Blob ? given.type || contentType : contentType || given.type;
  const blob = type && type !== given.type ? given.slice(0, given.size, type) : given;
  const called = name || (source instanceof File ? source.name : typeof source === 'string' ? lastSegment(source) : '');
  const form = new FormData();
  if (called) form.append('file', blob, called);
  else form.append('file', blob);
  if (user) form.append('user', JSON.stringify(user));
  return { form, name: called, type: blob.type, size: blob.size, progress: progressOf(config?.onUploadProgress) };
}

/** The endpoint and its path values that an address for uploads stands for. Another server never gets the user's token. */
export function uploadEndpoint(url: string, base = ''): [endpoint: Endpoint, path: string[]] {
  const path = base && url.startsWith(base) ? url.slice(base.replace(/\/$/, '').length) : url;
  const [, type, id, kind] = /^\/(?:uploads|channels\/([^/?#]+)\/([^/?#]+))\/(file|image)$/.exec(path) ?? [];
  if (!kind) throw new ChatError('Not an address of this service for uploads', { code: 'request/bad-argument' });
  const file = kind === 'file';
  return type && id
    ? [file ? Endpoint.UploadChannelFile : Endpoint.UploadChannelImage, [decodeURIComponent(type), decodeURIComponent(id)]]
    : [file ? Endpoint.UploadFile : Endpoint.UploadImage, []];
}

async function blobOf(source: UploadSource, signal?: AbortSignal): Promise<Blob> {
  if (source instanceof Blob) return source;
  if (source instanceof ArrayBuffer || ArrayBuffer.isView(source)) return new Blob([source as BlobPart]);
  const stream = typeof ReadableStream === 'function' && source instanceof ReadableStream;
  if (!stream && (typeof source !== 'string' || !source)) {
    throw new ChatError('Give a File, a Blob, bytes, a ReadableStream or an address to upload', { code: 'request/bad-argument' });
  }
  try {
    const response = stream ? new Response(source) : await fetch(source as string, signal ? { signal } : undefined);
    if (!response.ok) throw new Error(`HTTP status ${response.status}`);
    return await response.blob();
  } catch (cause) {
    if (signal?.aborted) throw new ChatError('The call was cancelled.', { code: 'request/cancelled', cause });
    throw new ChatError('The file to upload could not be read', { code: 'upload/unreadable', cause });
  }
}

/** The name that an address gives a file. `data:` and `blob:` addresses give none. */
function lastSegment(address: string): string {
  const [, path = ''] = /^https?:\/\/[^/]+(\/[^?#]*)/.exec(address) ?? [];
  const name = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

function progressOf(tell: ((progress: UploadProgress) => void) | undefined): Upload['progress'] {
  let before = 0;
  return tell && ((event) => {
    const { loaded, lengthComputable } = event;
    const total = lengthComputable ? event.total : undefined;
    const bytes = Math.max(loaded - before, 0);
    before = loaded;
    tell({ loaded, total, progress: total ? loaded / total : undefined, bytes, lengthComputable, upload: true, event });
  });
}
