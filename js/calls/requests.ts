/** Requests by their path, for what has no method of its own, and what is said about answers. */
import { Endpoint } from '../endpoint.js';
import { ErrorFromResponse } from '../errors.js';
import type { APIErrorResponse } from '../types/api.js';
import type { AxiosLike, RequestConfig, RequestResponse } from '../types/request.js';
import { refused } from './call.js';
import { ThreadCalls } from './threads.js';

/** The endpoint that stands for each method. */
const METHODS: Record<string, Endpoint> = { get: Endpoint.Get, post: Endpoint.Post, put: Endpoint.Put, patch: Endpoint.Patch, delete: Endpoint.Delete };

/** Requests by their path. */
export abstract class RequestCalls extends ThreadCalls {
  /** Where the service is. */
  abstract baseURL: string | undefined;

  /** Reads. `url`: below `baseURL`, or that address itself. */
  get<T>(url: string, params?: object, config?: Omit<RequestConfig, 'params'>): Promise<T> {
    return this.doAxiosRequest('get', url, null, { ...config, params });
  }

  /** Creates. See `get`. */
  post<T>(url: string, data?: unknown, config?: Omit<RequestConfig, 'params'>): Promise<T> {
    return this.doAxiosRequest('post', url, data, config);
  }

  /** Replaces. See `get`. */
  put<T>(url: string, data?: unknown): Promise<T> {
    return this.doAxiosRequest('put', url, data);
  }

  /** Changes in part. See `get`. */
  patch<T>(url: string, data?: unknown): Promise<T> {
    return this.doAxiosRequest('patch', url, data);
  }

  /** Removes. See `get`. */
  delete<T>(url: string, params?: object): Promise<T> {
    return this.doAxiosRequest('delete', url, null, { params });
  }

  /**
   * Any request, with the user's token, the client's timeout and its one repeat after an expired token. `type`: `get`,
   * `post`, `put`, `patch` or `delete`. Rejects with `request/bad-argument` for another one, and for an address that is
   * not the service's: the token is for nobody else.
   */
  doAxiosRequest = <T>(type: string, url: string, data: unknown = null, options: RequestConfig = {}): Promise<T> => {
    const endpoint = METHODS[type];
    if (!endpoint) return refused('Invalid request type');
    const base = this.baseURL ?? '';
    const [path = '', query] = (base && url.startsWith(base) ? url.slice(base.length) : url).replace(/^\//, '').split('?');
    if (/^[a-z]+:|^\//i.test(path)) return refused(`${path.slice(0, 40)} is not below baseURL`);
    const { params, timeout, signal } = { ...options, ...options.config };
    const settings = { ...(timeout && { timeout }), ...(signal && { signal }) };
    const named = query ? Object.fromEntries(new URLSearchParams(query)) : undefined;
    return this.link.call(endpoint, [path], { ...named, ...params }, (data ?? undefined) as object | undefined, settings);
  };

  /**
   * A request by its path, as the JavaScript SDK's HTTP library makes it: settings with `url` and `method` (default
   * `get`), or an address and settings. Resolves with the answer's data in `data`. It is a function only: there are no
   * interceptors and no defaults.
   */
  axiosInstance: AxiosLike = async <T>(url: string | RequestConfig, settings: RequestConfig = {}): Promise<RequestResponse<T>> => {
    const config = typeof url === 'string' ? { ...settings, url } : url;
    return { data: await this.doAxiosRequest<T>((config.method ?? 'get').toLowerCase(), config.url ?? '', config.data, config), status: 200 };
  };

  /** What is in an answer; throws `ErrorFromResponse` for one that is an error. */
  handleResponse<T>(response: RequestResponse<T>): T {
    if (!(response.status >= 200 && response.status < 300)) throw this.errorFromResponse(response as RequestResponse<APIErrorResponse>);
    return response.data;
  }

  /** The error for an answer that is one. */
  errorFromResponse(response: RequestResponse<APIErrorResponse>): ErrorFromResponse {
    const { data, status } = response;
    const { code, message } = data;
    return new ErrorFromResponse(code === undefined ? `StreamChat error HTTP code: ${status}` : `StreamChat error code ${code}: ${message}`, { code: code ?? -1, status, response });
  }
}
