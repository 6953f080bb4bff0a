/** Files: what can be sent, and who is told how far that is. Uploading is `later/uploads.ts`. */

/** How an upload ended. */
export enum ChatKittyUploadResult {
  COMPLETED = 0,
  FAILED = 1,
  /** Never: uploads cannot be cancelled. */
  CANCELLED = 2,
}

/** Is told how an upload goes. */
export interface ChatKittyUploadProgressListener {
  /** Called once, before the first byte leaves. */
  onStarted?: () => void;
  /** How much has left, from 0 to 1. It never goes back, and the last is 1. */
  onProgress?: (progress: number) => void;
  /** Called once, at the end. */
  onCompleted?: (result: ChatKittyUploadResult) => void;
}

/** A file to upload that is an address with data, for instance `data:image/png;base64,...`. */
export interface ChatKittyUriFile {
  uri: string;
  name: string;
  type: string;
  size?: number;
}

/** A file that is somewhere already: nothing is uploaded. */
export interface ChatKittyExternalFile {
  url: string;
  name: string;
  contentType: string;
  size: number;
}

/** A file to send. */
export type CreateChatKittyFileProperties = File | Blob | ChatKittyUriFile | ChatKittyExternalFile;
