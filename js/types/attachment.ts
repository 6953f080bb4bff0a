/** Attachments of a message. Uploading is not described here. */
import type { CustomAttachmentData } from './custom.js';

/** A button on an attachment. */
export interface Action {
  name?: string;
  style?: string;
  text?: string;
  type?: string;
  value?: string;
}

/** A titled value in an attachment. */
export interface Field {
  short?: boolean;
  title?: string;
  value?: string;
}

/** Built-in fields of an attachment; own ones come from `CustomAttachmentData`. */
export interface AttachmentFields {
  /** `"image"`, `"video"`, `"audio"`, `"file"`, `"giphy"` or an own name. */
  type?: string;
  title?: string;
  title_link?: string;
  text?: string;
  /** Shown by apps that do not know the type. */
  fallback?: string;
  pretext?: string;
  /** Address of the file, for everything but images. */
  asset_url?: string;
  /** Address of the image. */
  image_url?: string;
  /** Address of a small preview. */
  thumb_url?: string;
  /** Set on link previews: the link they were made from. */
  og_scrape_url?: string;
  author_name?: string;
  author_link?: string;
  author_icon?: string;
  color?: string;
  footer?: string;
  footer_icon?: string;
  /** Bytes. */
  file_size?: number | string;
  mime_type?: string;
  /** Pixels. */
  original_width?: number;
  /** Pixels. */
  original_height?: number;
  /** Seconds. */
  duration?: number;
  actions?: Action[];
  fields?: Field[];
  giphy?: Record<string, { url: string; width: string; height: string; size: string; frames: string }>;
}

/** Something attached to a message. */
export type Attachment = CustomAttachmentData & AttachmentFields;

/** A picture. */
export type ImageAttachment = Attachment & { type: 'image' };

/** A file to load. Its type may also be an own name, with a MIME type. */
export type FileAttachment = Attachment & { asset_url?: string; file_size?: number | string; mime_type?: string; title?: string };

/** A sound. */
export type AudioAttachment = Attachment & { type: 'audio' };

/** A film. Its type may also be another one, with a MIME type that the app can play. */
export type VideoAttachment = Attachment & { asset_url?: string; mime_type?: string; thumb_url?: string; title?: string };

/** A recording of a voice, with its loudness for a picture of it. */
export type VoiceRecordingAttachment = Attachment & {
  type: 'voiceRecording';
  /** Loudness over time, 0 to 1. */
  waveform_data?: number[];
};

/** What the command `/giphy` made. */
export type GiphyAttachment = Attachment & { type: 'giphy' };
