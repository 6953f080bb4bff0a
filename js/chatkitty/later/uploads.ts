/** Uploading files, and telling how far that is. The message that shows a file is in `../messages.ts`. */
import type { Attachment, SendFileAPIResponse, UploadConfig, UploadSource } from '../../index.js';
import { ClientError } from '../errors.js';
import { type ChatKittyUploadProgressListener, ChatKittyUploadResult, type CreateChatKittyFileProperties } from '../files.js';
import { call } from '../observers.js';

/** Uploads to one place; an image to where the service looks at it as one. */
export type Upload = (image: boolean, source: UploadSource, name: string | undefined, type: string | undefined, user: undefined, config: UploadConfig) => Promise<SendFileAPIResponse>;

/** Uploads a file, unless it is somewhere already, and gives the attachment that shows it. */
export async function attachmentOf(file: CreateChatKittyFileProperties, upload: Upload, listener: ChatKittyUploadProgressListener = {}): Promise<Attachment> {
  if (typeof file !== 'object' || file === null) throw new ClientError('This is no file.');
  if ('url' in file) return attachment(file.url, file.name, file.contentType, file.size, true);
  const { source, name, type } = 'uri' in file ? { ...file, source: file.uri } : { source: file, name: (file as Partial<File>).name, type: file.type };
  let last = 0;
  const tell = (progress: number): void => {
    if (progress > last) call(() => listener.onProgress?.((last = progress)));
  };
  call(() => listener.onStarted?.());
  try {
    const image = /^image\/(?!svg)/.test(type ?? '');
    const { file: url } = await upload(image, source, name, type, undefined, { onUploadProgress: ({ progress = 0 }) => tell(progress) });
    tell(1);
    call(() => listener.onCompleted?.(ChatKittyUploadResult.COMPLETED));
    return attachment(url, name ?? '', type ?? '', file.size ?? 0);
  } catch (cause) {
    call(() => listener.onCompleted?.(ChatKittyUploadResult.FAILED));
    throw cause;
  }
}

function attachment(url: string, title: string, mime_type: string, file_size: number, external = false): Attachment {
  const [, family = ''] = /^(image|video|audio)\//.exec(mime_type) ?? [];
  const address = family === 'image' ? { image_url: url } : { asset_url: url };
  return { type: family || 'file', ...address, title, mime_type, file_size, ...(external && { ck_external: true }) } as Attachment;
}
