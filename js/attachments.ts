/** Tells attachments apart by what they hold. Attachments that are still on their way up are not described here. */
import type {
  Attachment, AudioAttachment, FileAttachment, GiphyAttachment, ImageAttachment, UploadedAttachment, VideoAttachment, VoiceRecordingAttachment,
} from './types/attachment.js';

/** True for a preview of a link: it has the link it was made from, or one to go to. */
export const isScrapedContent = (attachment: Attachment): boolean => !!(attachment?.og_scrape_url || attachment?.title_link);

/** True for a picture, and not for the preview of a link that has one. */
export const isImageAttachment = (attachment: Attachment): attachment is ImageAttachment =>
  attachment.type === 'image' && !isScrapedContent(attachment);

/** True for a sound; one that was spoken into the app is a voice recording instead. */
export const isAudioAttachment = (attachment: Attachment): attachment is AudioAttachment => attachment.type === 'audio';

/** True for a recording of a voice. */
export const isVoiceRecordingAttachment = (attachment: Attachment): attachment is VoiceRecordingAttachment =>
  attachment.type === 'voiceRecording';

/** True for what the command `/giphy` makes. */
export const isGiphyAttachment = (attachment: Attachment): attachment is GiphyAttachment => attachment.type === 'giphy';

/** True for a film: by its type, or by a MIME type out of those that the app can play. */
export const isVideoAttachment = (attachment: Attachment, supportedVideoFormat: readonly string[] = []): attachment is VideoAttachment =>
  attachment.type === 'video' || supportedVideoFormat.includes(attachment.mime_type as string);

/** True for a file to load: by its type, or by a MIME type that the app cannot play as a film. */
export const isFileAttachment = (attachment: Attachment, supportedVideoFormat: readonly string[] = []): attachment is FileAttachment =>
  attachment.type === 'file' ||
  (!!attachment.mime_type && attachment.type !== 'video' && !supportedVideoFormat.includes(attachment.mime_type));

/** True for what was uploaded: a file, picture, sound, film or voice recording. */
export const isUploadedAttachment = (attachment: Attachment): attachment is UploadedAttachment =>
  isAudioAttachment(attachment) || isFileAttachment(attachment) || isImageAttachment(attachment) ||
  isVideoAttachment(attachment) || isVoiceRecordingAttachment(attachment);
