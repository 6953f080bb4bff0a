/** Channels: their data, what queries ask and answer. Config, members and messages have their own files. */
import type { APIResponse, PaginationOptions } from './api.js';
import type { ChannelConfig, ChannelConfigWithInfo } from './channel_config.js';
import type { CustomChannelData } from './custom.js';
import type { Event } from './event.js';
import type { ParsedPredefinedFilterResponse } from './filters.js';
import type { ChannelMemberResponse, NewMemberPayload, ReadResponse } from './member.js';
import type { Message, MessagePaginationOptions, MessageResponse } from './message.js';
import type { Role, UserResponse } from './user.js';

/** What an app says about a channel and gets back as it is; own fields come from `CustomChannelData`. */
export interface ChannelFields {
  /** Shown name. */
  name?: string;
  /** Address of the picture. */
  image?: string;
  team?: string;
  /** True: no new messages or reactions. */
  frozen?: boolean;
  /** Seconds a user waits between messages; 0 or absent: slow mode is off. */
  cooldown?: number;
  auto_translation_enabled?: boolean;
  auto_translation_language?: string;
  filter_tags?: string[];
}

/** What an app may say about a channel. Used when the channel is created, ignored when it exists. */
export type ChannelData = CustomChannelData &
  ChannelFields & {
    /** User ids or members. Without a channel id the exact set names the channel. */
    members?: string[] | NewMemberPayload[];
    /** User ids or members to invite. */
    invites?: string[] | NewMemberPayload[];
    created_by_id?: string;
    config_overrides?: Partial<ChannelConfig | ChannelConfigWithInfo>;
  };

/** A channel as the service returns it. */
export type ChannelResponse = CustomChannelData &
  ChannelFields & {
    id: string;
    type: string;
    /** `type:id`. */
    cid: string;
    disabled?: boolean;
    created_by?: UserResponse | null;
    created_by_id?: string;
    /** RFC 3339. */
    created_at?: string;
    updated_at?: string;
    deleted_at?: string;
    truncated_at?: string;
    truncated_by?: UserResponse;
    last_message_at?: string | null;
    member_count?: number;
    message_count?: number;
    /** First 100 members. */
    members?: ChannelMemberResponse[];
    hidden?: boolean;
    hide_messages_before?: string;
    blocked?: boolean;
    muted?: boolean;
    mute_expires_at?: string;
    config?: ChannelConfigWithInfo;
    /** What the own user may do here, for instance `"send-message"`. */
    own_capabilities?: string[];
  };

/** A channel with its state, as queries return it. */
export interface ChannelAPIResponse {
  channel: ChannelResponse;
  members: ChannelMemberResponse[];
  /** The own member, absent when the user is not a member. */
  membership?: ChannelMemberResponse | null;
  /** Oldest first. */
  messages: MessageResponse[];
  pinned_messages?: MessageResponse[];
  read?: ReadResponse[];
  watcher_count?: number;
  watchers?: UserResponse[];
  hidden?: boolean;
}

/** The answer to a query of one channel. */
export interface QueryChannelAPIResponse extends APIResponse, ChannelAPIResponse {}

/** Which channels a query returns and what comes with them. */
export interface ChannelOptions {
  /** Default 10, at most 30. */
  limit?: number;
  offset?: number;
  /** Messages per channel, at most 300. */
  message_limit?: number;
  /** Members per channel, at most 100. */
  member_limit?: number;
  /** True: members, messages and reads come along. Default true. */
  state?: boolean;
  /** True: events of the channels are sent to this connection. Default true. */
  watch?: boolean;
  /** True: presence changes of the members are sent too. Default false. */
  presence?: boolean;
  member_custom_include?: string[];
  /** Name of a filter stored with the app; the given one is not sent then. */
  predefined_filter?: string;
  /** Values for the stored filter's places. */
  filter_values?: Record<string, unknown>;
  /** Values for the places in the stored filter's sort. */
  sort_values?: Record<string, unknown>;
}

/** What becomes of the channels a query returns. */
export interface ChannelStateOptions {
  /** Kept as they are: channels with these cids; none given, all of them. Without effect here: state is shared. */
  skipInitialization?: string[];
  /** True: gives the channel objects without loading them with what came. Without effect here. */
  skipHydration?: boolean;
  /** True: `queryChannels` gives the whole answer with the channel objects in it. */
  withResponse?: boolean;
}

/** The answer to a query of channels. */
export interface QueryChannelsAPIResponse extends APIResponse {
  channels: ChannelAPIResponse[];
  /** The stored filter that was used, with its values filled in. */
  predefined_filter?: ParsedPredefinedFilterResponse;
}

/** What a query of one channel asks for. */
export interface ChannelQueryOptions {
  data?: ChannelData;
  state?: boolean;
  watch?: boolean;
  presence?: boolean;
  /** True: the new channel is hidden for its creator until the first message. */
  hide_for_creator?: boolean;
  messages?: MessagePaginationOptions;
  members?: PaginationOptions;
  watchers?: PaginationOptions;
  member_custom_include?: string[];
}

/** Goes with every change of a channel. */
export interface ChannelUpdateOptions {
  /** True: new members do not see earlier messages. */
  hide_history?: boolean;
  /** RFC 3339: new members do not see messages from before. */
  hide_history_before?: string;
  skip_push?: boolean;
}

/** Every change one call can make to a channel. */
export interface UpdateChannelOptions extends ChannelUpdateOptions {
  data?: Partial<ChannelData>;
  /** A system message that says what happened. */
  message?: Message;
  add_members?: string[] | NewMemberPayload[];
  remove_members?: string[];
  add_moderators?: string[];
  demote_moderators?: string[];
  assign_roles?: Array<{ user_id: string; channel_role: Role }>;
  invites?: string[] | NewMemberPayload[];
  accept_invite?: boolean;
  reject_invite?: boolean;
  /** Seconds, 0 to 120. */
  cooldown?: number;
  add_filter_tags?: string[];
  remove_filter_tags?: string[];
}

/** The answer to every change of a channel: what it is now, and the system message that was asked for. */
export interface UpdateChannelAPIResponse extends APIResponse {
  channel: ChannelResponse;
  members: ChannelMemberResponse[];
  message?: MessageResponse;
}

/** Fields of a channel to write. */
export type PartialUpdateChannelFields = Partial<ChannelResponse>;

/** Changes some fields of a channel: those to write, and the names of those to remove. */
export interface PartialUpdateChannel {
  set?: PartialUpdateChannelFields;
  unset?: Array<Extract<keyof ChannelResponse, string>>;
}

/** The channel after `updatePartial`. */
export interface PartialUpdateChannelAPIResponse extends APIResponse {
  channel: ChannelResponse;
  members: ChannelMemberResponse[];
}

/** The channel that was deleted, as it was. */
export interface DeleteChannelAPIResponse extends APIResponse {
  channel: ChannelResponse;
}

/** The answer to deleting many channels, which goes on in the background. */
export interface DeleteChannelsResponse extends APIResponse {
  /** Names the background job. */
  task_id?: string;
}

/** What to mark as read. Nothing: everything in the channel. */
export interface MarkReadOptions {
  /** Everything up to this message. */
  message_id?: string;
  /** The thread of this message. */
  thread_id?: string;
}

/** From where on messages become unread again; exactly one of the three. */
export interface MarkUnreadOptions {
  message_id?: string;
  /** RFC 3339. */
  message_timestamp?: string;
  thread_id?: string;
}

/** Which channels to mark as read. */
export interface MarkChannelsReadOptions {
  /** Last read message id by cid, at most 30. Absent: all channels. */
  read_by_channel?: Record<string, string>;
}

/** What comes with the events that were missed. */
export interface SyncOptions {
  watch?: boolean;
  with_inaccessible_cids?: boolean;
}

/** Events of some channels since a time. */
export interface SyncResponse extends APIResponse {
  /** Oldest first. */
  events: Event[];
  /** Channels the user may no longer read. */
  inaccessible_cids?: string[];
}
