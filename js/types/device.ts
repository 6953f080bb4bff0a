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

/** A device as the service stores it. */
export interface DeviceFields extends BaseDeviceFields {
  /** RFC 3339. */
  created_at?: string;
  /** True: the provider refused it, so nothing is sent to it. */
  disabled?: boolean;
  disabled_reason?: string;
  /** Names the device itself, whatever token it has. */
  hardware_id?: string;
  /** True: the token is for calls. */
  voip?: boolean;
}

/** A push device of the own user. */
export interface Device extends DeviceFields {
  user_id?: string;
}

/** The registered devices. */
export interface DevicesAPIResponse extends APIResponse {
  devices?: Device[];
}

/** About which messages the user is told. */
export type ChatLevelPushPreference = 'all' | 'all_mentions' | 'default' | 'direct_mentions' | 'mentions' | 'none';

/** About which calls the user is told. */
export type CallLevelPushPreference = 'all' | 'default' | 'none';

/** About what the user is told. */
export type PushPreferenceLevel = ChatLevelPushPreference;

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
  call_level?: CallLevelPushPreference;
  channel_cid?: string;
  chat_level?: ChatLevelPushPreference;
  chat_preferences?: ChatPreferences;
  /** RFC 3339: nothing until then. */
  disabled_until?: string;
  /** True: ends `disabled_until`. */
  remove_disable?: boolean;
  user_id?: string;
}

/** Preferences for one channel. */
export interface ChannelPushPreference {
  chat_level?: ChatLevelPushPreference;
  chat_preferences?: ChatPreferences;
  disabled_until?: string;
}

/** Preferences of a user. */
export interface PushPreferencesResponse extends ChannelPushPreference {
  call_level?: CallLevelPushPreference;
}

/** All preferences that were set, as they are now. */
export interface UpsertPushPreferencesResponse extends APIResponse {
  /** By user id, then by cid. */
  user_channel_preferences: Record<string, Record<string, ChannelPushPreference | null>>;
  /** By user id. */
  user_preferences: Record<string, PushPreferencesResponse | null>;
}
