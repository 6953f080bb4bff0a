/** Requests by their path: settings and answers, under the names the JavaScript SDK's HTTP library gives them. */
import type { RequestOptions } from './api.js';

/** Settings of one request. Members of that library's settings that are not here are ignored. */
export interface RequestConfig extends RequestOptions {
  /** With `axiosInstance`: the address. */
  url?: string;
  /** With `axiosInstance`: the method. Default `get`. */
  method?: string;
  /** With `axiosInstance`: the body. */
  data?: unknown;
  /** Query parameters. Objects and arrays are sent as JSON. */
  params?: object | undefined;
  /** The same settings once more, which win. */
  config?: RequestConfig;
}

/** A function that makes requests. */
export interface AxiosLike {
  <T>(url: string, config?: RequestConfig): Promise<RequestResponse<T>>;
  <T>(config: RequestConfig): Promise<RequestResponse<T>>;
}

/** An answer. */
export interface RequestResponse<T> {
  data: T;
  /** HTTP status. */
  status: number;
}

/** Names the SDK that is built over this client. */
export interface SdkIdentifier {
  name: string;
  version: string;
}

/** Names the app. */
export interface AppIdentifier {
  name: string;
  version?: string;
}

/** Names the device it runs on. */
export interface DeviceIdentifier {
  os: string;
  model?: string;
}
