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

/** The sizes of an animated picture. */
export type GiphyVersions =
  | 'original' | 'fixed_height' | 'fixed_height_downsampled' | 'fixed_height_still' | 'fixed_width' | 'fixed_width_downsampled'
  | 'fixed_width_still';

/** One size of an animated picture. Numbers come as texts. */
export interface GiphyVersion {
  /** Address of the file. */
  url: string;
  /** Pixels. */
  width: string;
  /** Pixels. */
  height: string;
  /** Bytes. */
  size: string;
  /** Pictures in it; 1 is a still. */
  frames: string;
}

/** An animated picture in all its sizes. */
export type GiphyData = Record<GiphyVersions, GiphyVersion>;

/** Built-in fields of an attachment; own ones come from `CustomAttachmentData`. */
export interface AttachmentFields {
  /** `"image"`, `"video"`, `"audio"`, `"file"`, `"voiceRecording"`, `"giphy"` or an own name. */
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
  giphy?: GiphyData;
  /** How loud a recording is along its length, 0 to 1. */
  waveform_data?: number[];
}

/** Something attached to a message. */
export type Attachment = CustomAttachmentData & AttachmentFields;

/** A picture: `image_url` is where it lies, `fallback` the name of the file, `original_width` and `original_height` its size. */
export type ImageAttachment = Attachment & { type: 'image' };

/**
 * A film: `asset_url` is where it lies, `thumb_url` a still of it, `title` the name of the file. `isVideoAttachment` also takes
 * an own type whose MIME type the app can play.
 */
export type VideoAttachment = Attachment & { type: 'video' };

/** A sound: `asset_url` is where it lies, `title` the name of the file, `duration` its seconds. */
export type AudioAttachment = Attachment & { type: 'audio' };

/** What somebody has said: an audio file with `waveform_data` to draw. */
export type VoiceRecordingAttachment = Attachment & { type: 'voiceRecording' };

/** Any other file: `asset_url` is where it lies, `title` its name. `isFileAttachment` also takes an own type with a MIME type. */
export type FileAttachment = Attachment & { type: 'file' };

/** An animated picture that the command `/giphy` found. */
export type GiphyAttachment = Attachment & { type: 'giphy' };

/** What was made of a file that was uploaded; `type` tells which. */
export type UploadedAttachment = AudioAttachment | FileAttachment | ImageAttachment | VideoAttachment | VoiceRecordingAttachment;
