/** Push devices of the own user and what it wants to be told: shapes and answers. */
import type { APIResponse } from './api.js';

/** Who delivers push messages to a device. */
export type PushProvider = 'apn' | 'firebase' | 'huawei' | 'xiaomi';

/** The least that names a device. */
export interface BaseDeviceFields {
  /** The provider's registration token. */
  id: string;
  push_provider: PushProvider;
  /** Which configuration, in an app that has several of one provider. */
  push_provider_name?: string;
}

/** A push device of the own user. */
export interface Device {
  id: string;
  push_provider: string;
  push_provider_name?: string;
  user_id?: string;
  /** RFC 3339. */
  created_at?: string;
  disabled?: boolean;
  disabled_reason?: string;
}

/** The registered devices. */
export interface DevicesAPIResponse extends APIResponse {
  devices?: Device[];
}

/** About what the user is told. */
export type PushPreferenceLevel = 'all' | 'all_mentions' | 'default' | 'direct_mentions' | 'mentions' | 'none';

/** Per kind of message. */
export interface ChatPreferences {
  channel_mentions?: 'all' | 'none';
  default_preference?: 'all' | 'none';
  direct_mentions?: 'all' | 'none';
  group_mentions?: 'all' | 'none';
  here_mentions?: 'all' | 'none';
  role_mentions?: 'all' | 'none';
  thread_replies?: 'all' | 'none';
}

/** What to set: for all channels, or for the one of `channel_cid`. */
export interface PushPreference {
  call_level?: 'all' | 'default' | 'none';
  channel_cid?: string;
  chat_level?: PushPreferenceLevel;
  chat_preferences?: ChatPreferences;
  /** RFC 3339: nothing until then. */
  disabled_until?: string;
  /** True: ends `disabled_until`. */
  remove_disable?: boolean;
  user_id?: string;
}

/** Preferences for one channel. */
export interface ChannelPushPreference {
  chat_level?: PushPreferenceLevel;
  chat_preferences?: ChatPreferences;
  disabled_until?: string;
}

/** Preferences of a user. */
export interface PushPreferencesResponse extends ChannelPushPreference {
  call_level?: 'all' | 'default' | 'none';
}

/** All preferences that were set, as they are now. */
export interface UpsertPushPreferencesResponse extends APIResponse {
  /** By user id, then by cid. */
  user_channel_preferences: Record<string, Record<string, ChannelPushPreference | null>>;
  /** By user id. */
  user_preferences: Record<string, PushPreferencesResponse | null>;
}
