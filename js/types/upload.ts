/** Uploads: what can be uploaded, the settings of one upload, and its answer. */
import type { APIResponse } from './api.js';

/**
 * What can be uploaded: a file or blob; bytes; a stream, read to its end first; or an address to read from (`data:`,
 * `blob:`, `http:`, `https:`), as far as the page may read it.
 */
export type UploadSource = string | Blob | ArrayBuffer | ArrayBufferView | ReadableStream<Uint8Array>;

/** How much of an upload has left the browser. */
export interface UploadProgress {
  /** Bytes sent so far, those of the wrapping around the file included. */
  loaded: number;
  /** Bytes in all; undefined where the browser does not know. */
  total: number | undefined;
  /** Part of the whole, 0 to 1; undefined without `total`. */
  progress: number | undefined;
  /** Bytes sent since the call before. */
  bytes: number;
  lengthComputable: boolean;
  /** Always true: told apart from downloads. */
  upload: true;
  /** The browser's own event. */
  event: ProgressEvent;
}

/** Settings of one upload. */
export interface UploadConfig {
  /** Called while the bytes leave, and with `progress` 1 when all have. From the start again when a token had expired. */
  onUploadProgress?: (progress: UploadProgress) => void;
  /** Ends the upload; it rejects with the code `request/cancelled`. */
  signal?: AbortSignal;
  /** Milliseconds. Default: no limit once the upload has begun. */
  timeout?: number;
}

/** The answer to an upload. */
export interface SendFileAPIResponse extends APIResponse {
  /** Where the file is now: for `asset_url` of an attachment, or `image_url` of an image. */
  file: string;
  /** A still of a video. */
  thumb_url?: string;
  moderation_action?: string;
}

/** A file as a browser has it. */
export type FileLike = File | Blob;

/** A file by its address, with what is known of it. */
export interface FileReference {
  name: string;
  uri: string;
  /** MIME type. */
  type: string;
  /** Bytes. */
  size: number;
  /** Address of a small preview. */
  thumb_url?: string;
  /** Pixels. */
  height?: number;
  /** Pixels. */
  width?: number;
  /** Seconds. */
  duration?: number;
  /** Loudness over time, 0 to 1. */
  waveform_data?: number[];
}

/** How an app that uploads by itself tells of it. */
export interface UploadRequestOptions {
  /** Ends the upload. */
  abortSignal?: AbortSignal;
  /** To be called while it goes on, with 0 to 100; undefined where that is not known. */
  onProgress?: (percent?: number) => void;
}

/** The least that an upload gives. */
export type MinimumUploadRequestResult = Pick<SendFileAPIResponse, 'file' | 'thumb_url'>;

/** Uploads by an app's own means. */
export type UploadRequestFn = (
  fileLike: FileReference | FileLike, options?: UploadRequestOptions,
) => Promise<MinimumUploadRequestResult>;
