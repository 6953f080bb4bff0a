/** Compiles, never runs: attachments told apart by their type, and uploads by an app's own means. */
import {
  type Attachment, type AudioAttachment, type Channel, type FileAttachment, type FileLike, type FileReference, type GiphyAttachment, type GiphyData,
  type GiphyVersions, type ImageAttachment, isAudioAttachment, isFileAttachment, isGiphyAttachment, isImageAttachment, isUploadedAttachment,
  isVideoAttachment, isVoiceRecordingAttachment, type MinimumUploadRequestResult, StreamChat, type UploadedAttachment, type UploadRequestFn,
  type UploadRequestOptions, type VideoAttachment, type VoiceRecordingAttachment,
} from 'stream-chat-wasm';

const client = StreamChat.getInstance('key');

export function describe(attachment: UploadedAttachment): string | undefined {
  switch (attachment.type) {
    case 'image': return picture(attachment);
    case 'video': return film(attachment);
    case 'audio': return sound(attachment);
    case 'voiceRecording': return speech(attachment);
    case 'file': return file(attachment);
  }
}
const picture = ({ image_url, original_width = 0, original_height = 0, fallback }: ImageAttachment): string => `${image_url} ${original_width / original_height} ${fallback}`;
const film = ({ asset_url, thumb_url }: VideoAttachment): string => `${asset_url} ${thumb_url}`;
const sound = ({ asset_url, duration = 0 }: AudioAttachment): string => `${asset_url} ${duration.toFixed()}`;
const speech = ({ waveform_data = [] }: VoiceRecordingAttachment): string => waveform_data.map((loudness) => loudness.toFixed()).join();
const file = ({ title, file_size, mime_type }: FileAttachment): string => `${title} ${file_size} ${mime_type}`;

/** Each question leaves the others open: what is no film may still be a picture. */
export function asked(attachment: Attachment): string | undefined {
  if (isVideoAttachment(attachment, ['video/mp4'])) return film(attachment);
  if (isFileAttachment(attachment)) return file(attachment);
  if (isImageAttachment(attachment)) return picture(attachment);
  if (isAudioAttachment(attachment)) return sound(attachment);
  if (isVoiceRecordingAttachment(attachment)) return speech(attachment);
  if (isGiphyAttachment(attachment)) return sized(attachment);
  return isUploadedAttachment(attachment) ? describe(attachment) : attachment.title;
}

export const isImage = (attachment: Attachment): attachment is ImageAttachment => attachment.type === 'image' && !attachment.og_scrape_url;
export const pictures = (attachments: Attachment[]): Array<string | undefined> => attachments.filter(isImage).map(({ image_url }) => image_url);

export const sized = ({ giphy, title }: GiphyAttachment, version: GiphyVersions = 'fixed_height'): string | undefined => giphy?.[version].url ?? title;
export const frames = (data: GiphyData): number[] => Object.values(data).map((rendition) => Number(rendition.frames));

export async function send(channel: Channel, given: FileLike, reference: FileReference): Promise<void> {
  const upload: UploadRequestFn = async (chosen: FileReference | FileLike, { abortSignal, onProgress }: UploadRequestOptions = {}): Promise<MinimumUploadRequestResult> => {
    const source = chosen instanceof Blob ? chosen : chosen.uri;
    return channel.sendFile(source, chosen instanceof File ? chosen.name : undefined, chosen.type, undefined, {
      ...(abortSignal && { signal: abortSignal }),
      onUploadProgress: ({ progress }) => onProgress?.(progress && progress * 100),
    });
  };
  const { file: asset_url, thumb_url } = await upload(given);
  const film: VideoAttachment = { type: 'video', asset_url, ...(thumb_url && { thumb_url }) };
  const pictured: ImageAttachment = { type: 'image', image_url: (await upload(reference, { onProgress: (percent) => console.log(percent?.toFixed()) })).file };
  const attachments: Attachment[] = [film, pictured];
  await channel.sendMessage({ text: 'x', attachments });
  await client.uploadFile(given);
}

export const refused = (): void => {
  // @ts-expect-error Of another type.
  const film: VideoAttachment = { type: 'image' };
  // @ts-expect-error No such size.
  const version: GiphyVersions = 'huge';
  // @ts-expect-error A file on a device has an address.
  const reference: FileReference = { name: 'a', size: 1, type: 'image/png' };
  console.log(film, version, reference);
};
