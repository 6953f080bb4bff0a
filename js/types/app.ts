/** Settings of the app behind an API key. */
import type { APIResponse } from './api.js';

/** What may be uploaded. */
export interface FileUploadConfig {
  allowed_file_extensions?: string[];
  allowed_mime_types?: string[];
  blocked_file_extensions?: string[];
  blocked_mime_types?: string[];
  /** Bytes. */
  size_limit?: number;
}

/** Settings of an app that its clients may know. */
export interface AppSettings {
  id?: number | string;
  name?: string;
  /** Where the app's data lives. */
  placement?: string;
  auto_translation_enabled?: boolean;
  async_url_enrich_enabled?: boolean;
  file_upload_config?: FileUploadConfig;
  image_upload_config?: FileUploadConfig;
}

/** The answer of `getAppSettings`. */
export interface AppSettingsAPIResponse extends APIResponse {
  app?: AppSettings;
}
