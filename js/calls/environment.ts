/** Where the service is, as what the client introduces itself, and where it runs. */
import type { Json } from '../core.js';
import { ChatError } from '../errors.js';
import type { StreamChatOptions } from '../options.js';
import type { BaseDeviceFields } from '../types/device.js';
import type { AppIdentifier, DeviceIdentifier, SdkIdentifier } from '../types/request.js';
import { VERSION } from '../version.js';
import { FileCalls } from './files.js';

/** The hosted service. */
const SERVICE = 'https://chat.stream-io-api.com';

/** Calls and settings about where the client runs. */
export abstract class EnvironmentCalls extends FileCalls {
  /** True where there is a window. */
  readonly browser = typeof window !== 'undefined';
  /** True where there is none. */
  readonly node = !this.browser;
  /** Milliseconds an attempt to connect may take: the option `connectTimeout`, else 15 000. */
  defaultWSTimeout = 15_000;
  /** The same for an attempt by socket with `enableWSFallback`. */
  defaultWSTimeoutWithFallback = 6_000;
  /** Names the SDK that is built over this client; part of the user agent. */
  sdkIdentifier?: SdkIdentifier;
  /** Names the app; part of the user agent. */
  appIdentifier?: AppIdentifier;
  /** Names the device; part of the user agent. */
  deviceIdentifier?: DeviceIdentifier;
  /** The user agent, when `setUserAgent` has replaced it. */
  userAgent?: string;

  /** The options as given. */
  abstract readonly options: StreamChatOptions;
  /** The options as the core reads them, each time it needs one. */
  protected abstract readonly coreOptions: Json;
  /** True while the connection is open and alive. */
  protected abstract readonly isConnected: boolean;

  /** Where the service is: `http://` or `https://`, without a slash at the end. A new address counts from the next request on. */
  get baseURL(): string {
    return ((this.coreOptions['baseURL'] as string | undefined) || SERVICE).replace(/\/$/, '');
  }

  set baseURL(baseURL: string | undefined) {
    this.coreOptions['baseURL'] = baseURL;
  }

  /** Where sockets are opened: `baseURL` with `ws` in the place of `http`, unless it was set. */
  get wsBaseURL(): string {
    return (this.coreOptions['wsBaseURL'] as string | undefined) ?? this.baseURL.replace(/^http/, 'ws');
  }

  set wsBaseURL(wsBaseURL: string | undefined) {
    this.coreOptions['wsBaseURL'] = wsBaseURL;
  }

  /** Sets `baseURL`, and `wsBaseURL` with it. */
  setBaseURL(baseURL: string): void {
    this.baseURL = baseURL;
    this.wsBaseURL = undefined;
  }

  /** What the service is told about the program, as `X-Stream-Client`. */
  getUserAgent = (): string => {
    if (this.userAgent) return this.userAgent;
    const { sdkIdentifier: sdk, appIdentifier: app, deviceIdentifier: device } = this;
    const head = sdk ? `stream-chat-${sdk.name}-v${sdk.version}-llc-wasm-v${VERSION}` : `stream-chat-wasm-v${VERSION}-${this.node ? 'node' : 'browser'}`;
    const more = Object.entries({ app: app?.name, app_version: app?.version, os: device?.os, device_model: device?.model });
    return [head, ...more.flatMap(([name, value]) => (value ? `${name}=${value}` : []))].join('|');
  };

  /** @deprecated Set `sdkIdentifier`, `appIdentifier` and `deviceIdentifier`. */
  setUserAgent(userAgent: string): void {
    this.userAgent = userAgent;
  }

  /**
   * Names the push device of this page or app when the connection is made, in place of `addDevice`. Throws
   * `request/bad-argument` when the connection is open already.
   */
  setLocalDevice(device: BaseDeviceFields): void {
    if (this.isConnected) throw new ChatError('you can only set device before opening a websocket connection', { code: 'request/bad-argument' });
    this.coreOptions['device'] = device;
  }

  /** Prepares what the core reads of `coreOptions`. Called once, when they are there. */
  protected introduce(): void {
    // Read with every request: the identifiers may change.
    Object.defineProperty(this.coreOptions, 'userAgent', { get: this.getUserAgent });
    this.defaultWSTimeout = this.options.connectTimeout ?? this.defaultWSTimeout;
  }
}
