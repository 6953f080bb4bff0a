/** Users: others, the own one, mutes, privacy, tokens, and the answers of user calls. Filters are in filters.ts. */
import type { APIResponse, PaginationOptions } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { CustomUserData } from './custom.js';
import type { Device } from './device.js';
import type { LiteralStringForUnion } from './generic.js';

/** Built-in roles, and any an app has defined. */
export type Role = 'admin' | 'user' | 'guest' | 'anonymous' | ChannelRole;

/** Built-in roles of a channel's members, and any an app has defined. */
export type ChannelRole = 'channel_member' | 'channel_moderator' | LiteralStringForUnion;

/** Roles by team. */
export type TeamsRole = Record<string, Role>;

/** What became of an invitation. */
export type InviteStatus = 'pending' | 'accepted' | 'rejected';

/** What the user shows to others. Each switch counts as on when absent. */
export interface PrivacySettings {
  /** Off: others never see this user type, and the client sends no typing events. */
  typing_indicators?: { enabled: boolean };
  /** Off: others do not learn what this user has read. */
  read_receipts?: { enabled: boolean };
  /** Off: others do not learn what was delivered to this user. */
  delivery_receipts?: { enabled: boolean };
}

/** Built-in fields of a user; own ones come from `CustomUserData`. */
export interface UserFields {
  /** Letters, digits, `@`, `_` and `-`. */
  id: string;
  /** Shown name. */
  name?: string;
  /** Address of the picture. */
  image?: string;
  role?: Role;
  /** ISO 639-1 code, used for translation. */
  language?: string;
  teams?: string[];
  /** Role per team. */
  teams_role?: TeamsRole;
  /** True while at least one visible connection of the user is open. */
  online?: boolean;
  /** True: appears offline to others. */
  invisible?: boolean;
  banned?: boolean;
  shadow_banned?: boolean;
  /** RFC 3339. */
  ban_expires?: string;
  /** RFC 3339. */
  created_at?: string;
  /** RFC 3339. */
  updated_at?: string;
  /** RFC 3339, last time the user was connected. */
  last_active?: string;
  /** RFC 3339, absent unless deleted. */
  deleted_at?: string;
  /** RFC 3339, absent unless deactivated. */
  deactivated_at?: string;
  /** Median seconds until this user answers. */
  avg_response_time?: number;
  blocked_user_ids?: string[];
  privacy_settings?: PrivacySettings;
  /** True for a user connected without identity. */
  anon?: boolean;
}

/** A user as the service returns it, and as `connectUser` takes it. */
export type UserResponse = CustomUserData & UserFields;

/** The user that `connectAnonymousUser` makes: an id of its own, and nothing else. */
export type AnonUserType = Pick<UserFields, 'id'> & { anon: true };

/** The least an app may pass to name a user. */
export type User = UserResponse;

/** A muted user: messages still arrive, but do not count as unread. */
export interface Mute {
  user: UserResponse;
  target: UserResponse;
  created_at: string;
  updated_at: string;
  /** RFC 3339; absent: until unmuted. */
  expires?: string | null;
}

/** A mute as it was just made. */
export type MuteResponse = Mute;

/** A muted channel. */
export interface ChannelMute {
  user: UserResponse;
  channel?: ChannelResponse | null;
  created_at?: string;
  updated_at?: string;
  expires?: string | null;
}

/** What only the user itself is told, kept up to date by events. */
export interface OwnUserBase {
  mutes: Mute[];
  channel_mutes: ChannelMute[];
  devices: Device[];
  /** Unread messages over all channels. */
  total_unread_count: number;
  /** Same number as `total_unread_count`. */
  unread_count: number;
  /** Channels with unread messages. */
  unread_channels: number;
  /** Threads with unread replies. */
  unread_threads: number;
  total_unread_count_by_team?: Record<string, number> | null;
}

/** The own user as `client.user` holds it. */
export type OwnUserResponse = UserResponse & OwnUserBase;

/** Returns a fresh token. Called on connecting and whenever the service reports the token as expired, never on a timer. */
export type TokenProvider = () => Promise<string>;

/** A fixed token, or a function (also a synchronous one) that fetches one; null or undefined for anonymous users only. */
export type TokenOrProvider = string | null | undefined | TokenProvider | (() => string);

/** First answer of the service on a new connection. */
export interface ConnectionOpen {
  type: 'health.check';
  cid?: string;
  connection_id: string;
  created_at?: string;
  /** The own user, as stored. */
  me?: OwnUserResponse;
  received_at?: string | Date;
}

/** What connecting resolves with. `undefined`: the connection was open already. */
export type ConnectAPIResponse = Promise<void | ConnectionOpen>;

/** Which page of the users to return. */
export interface UserOptions extends PaginationOptions {
  /** True: presence changes of the returned users are reported. Default false. */
  presence?: boolean;
  include_deactivated_users?: boolean;
}

/** A page of users. */
export interface UsersAPIResponse extends APIResponse {
  users: UserResponse[];
}

/** The users after the change. */
export interface UpdateUsersAPIResponse extends APIResponse {
  /** By id. */
  users: Record<string, UserResponse>;
}

/** Changes to one user; client-side only the own one. */
export interface PartialUserUpdate {
  id: string;
  set?: Partial<UserResponse>;
  unset?: Array<Extract<keyof UserResponse, string>>;
}

/** For how long to mute, and whom else. */
export interface MuteUserOptions {
  /** Minutes; absent: until unmuted. */
  timeout?: number;
  /** Others to mute in the same call. */
  target_ids?: string[];
}

/** The new mutes, and the own user with all of them. */
export interface MuteUserResponse extends APIResponse {
  mute?: Mute;
  mutes?: Mute[];
  own_user?: OwnUserResponse;
}

/** What the own user has not read, in all and by channel, type of channel and thread. Times are RFC 3339. */
export interface GetUnreadCountAPIResponse extends APIResponse {
  total_unread_count: number;
  total_unread_threads_count: number;
  channels: Array<{
    /** The whole cid (`type:id`), despite the name. */
    channel_id: string;
    unread_count: number;
    last_read: string;
  }>;
  channel_type: Array<{ channel_type: string; channel_count: number; unread_count: number }>;
  threads: Array<{ parent_message_id: string; unread_count: number; last_read: string; last_read_message_id: string }>;
}
