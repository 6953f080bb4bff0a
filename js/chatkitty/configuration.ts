/** What an app says about its backend, outside the code it brought along. Reads it; does not connect. */
import type { StreamChatOptions } from '../index.js';
import type { ChannelType } from './models.js';

/** What is known when a token is needed. */
export interface TokenRequest {
  apiKey: string;
  username: string;
  /** Id that the user has in Stream's service, made of the name. */
  userId: string;
  /** As given to `startSession`. */
  authParams?: unknown;
}

/** What the app's backend answers. */
export interface TokenAnswer {
  /** The user's token. Absent: there is none for this user, who becomes a guest if nothing was to be checked. */
  token?: string | null;
  /** When the backend has chosen another id. */
  userId?: string;
  /** Fields that the user shall have, for instance `name` and `image`. */
  user?: Record<string, unknown>;
}

/** Gets a token from the app's backend. Rejecting refuses the user. */
export type TokenExchange = (request: TokenRequest) => Promise<TokenAnswer | string> | TokenAnswer | string;

/** Where the service is, and how users are known to it. */
export interface ChatKittyConfiguration {
  /** Where the service is. Default: Stream's hosted service. */
  baseUrl?: string;
  /** Where sockets are opened. Default: as `baseUrl`. */
  wsUrl?: string;
  /** Keys in the app's code, and the keys of Stream they stand for. */
  apiKeys?: Record<string, string>;
  /** Gets tokens; again whenever one has expired. */
  tokenProvider?: TokenExchange;
  /** In place of `tokenProvider`: the address that the request is posted to, as JSON. */
  authUrl?: string;
  /** What a user with nothing but a name becomes: a guest, a user by a development token, or nobody. Default `"guest"`. */
  guest?: 'guest' | 'devToken' | 'off';
  /** True: `authParams` are not kept, so a session ends when its token does. Default false. */
  forgetAuthParams?: boolean;
  /** Types of channels in Stream's service, by kind. Default: `messaging`, `messaging`, `public`, `livestream`. */
  channelTypes?: Partial<Record<ChannelType, string>>;
  /** False: chat sessions do not mark channels as read. Default true. */
  autoRead?: boolean;
  /** `"off"`: others learn that a user types, not what. Default `"on"`. */
  keystrokes?: 'on' | 'off';
  /** Is told of what no result can tell: a chat session that could not begin or end. Default: the console. */
  onError?: (error: unknown) => void;
  /** More options of the client. */
  client?: StreamChatOptions;
}

/** The configuration with its defaults. */
export type Settings = ChatKittyConfiguration & { key: string; channelTypes: Record<ChannelType, string> };

const TYPES: Record<ChannelType, string> = { DIRECT: 'messaging', PRIVATE: 'messaging', PUBLIC: 'public', OPEN: 'livestream' };

let configured: ChatKittyConfiguration = {};

/** Adds to the configuration of all instances, for sessions that are started from now on. */
export function configure(configuration: ChatKittyConfiguration): void {
  configured = { ...configured, ...configuration };
}

/** What counts now: `own` before what was configured, before the global object, before the host that the app names. */
export function settingsFor(apiKey: string, own: ChatKittyConfiguration, host: ChatKittyConfiguration): Settings {
  const { CHATKITTY_CONFIG } = globalThis as { CHATKITTY_CONFIG?: ChatKittyConfiguration };
  const all = { ...host, ...CHATKITTY_CONFIG, ...configured, ...own };
  return { ...all, key: all.apiKeys?.[apiKey] ?? apiKey, channelTypes: { ...TYPES, ...all.channelTypes } };
}
