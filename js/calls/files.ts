/** Calls about files that belong to no channel: uploading and deleting them. The way a file takes is `uploads.ts`. */
import { Endpoint } from '../endpoint.js';
import type { APIResponse } from '../types/api.js';
import type { SendFileAPIResponse, UploadConfig, UploadSource } from '../types/upload.js';
import type { UserResponse } from '../types/user.js';
import { uploadEndpoint, uploadOf } from '../uploads.js';
import { RequestCalls } from './requests.js';

/** Calls about uploaded files. */
export abstract class FileCalls extends RequestCalls {
  /** Uploads a file that belongs to no channel; the answer's `file` is its address. See `channel.sendFile`. */
  uploadFile(uri: UploadSource, name?: string, contentType?: string, user?: UserResponse, axiosRequestConfig?: UploadConfig): Promise<SendFileAPIResponse> {
    return this.sendFile('/uploads/file', uri, name, contentType, user, axiosRequestConfig);
  }

  /** As `uploadFile`, for an image; the service checks that it is one. */
  uploadImage(uri: UploadSource, name?: string, contentType?: string, user?: UserResponse, axiosRequestConfig?: UploadConfig): Promise<SendFileAPIResponse> {
    return this.sendFile('/uploads/image', uri, name, contentType, user, axiosRequestConfig);
  }

  /** Uploads to an address of the service: a path, or a whole one that begins with its base address. */
  async sendFile(url: string, uri: UploadSource, name?: string, contentType?: string, user?: UserResponse, axiosRequestConfig?: UploadConfig): Promise<SendFileAPIResponse> {
    const [endpoint, path] = uploadEndpoint(url, this.baseURL);
    const upload = await uploadOf(uri, name, contentType, user, axiosRequestConfig);
    return this.link.upload(endpoint, path, upload, axiosRequestConfig);
  }

  /** Deletes a file uploaded without a channel, by its address. */
  deleteFile(url: string): Promise<APIResponse> {
    return this.link.call(Endpoint.DeleteFile, [], { url });
  }

  /** Deletes an image uploaded without a channel, by its address. */
  deleteImage(url: string): Promise<APIResponse> {
    return this.link.call(Endpoint.DeleteImage, [], { url });
  }
}
