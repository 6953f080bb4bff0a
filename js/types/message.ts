/** Messages: what is sent, what comes back, what the client holds, and the answers of message calls. */
import type { APIResponse } from './api.js';
import type { Attachment } from './attachment.js';
import type { ChannelResponse } from './channel.js';
import type { CustomMessageData } from './custom.js';
import type { ChannelMemberResponse } from './member.js';
import type { ModerationV2Response } from './moderation_result.js';
import type { PollResponse } from './poll.js';
import type { ReactionGroupResponse, ReactionResponse } from './reaction.js';
import type { DraftResponse, ReminderResponseBase } from './reminder.js';
import type { UserResponse } from './user.js';

/** What kind of message it is. `ephemeral` and `error` are seen by the own user only and never stored. */
export type MessageLabel = 'deleted' | 'ephemeral' | 'error' | 'regular' | 'reply' | 'system';

/** What the author of a message decides; own fields come from `CustomMessageData`. */
export interface MessageFields {
  /** Chosen by the sender (at most 255 characters) or made by the client. */
  id: string;
  /** At most `max_message_length` characters of the channel's config, 5 000 by default. */
  text?: string;
  /** At most 30. */
  attachments?: Attachment[];
  /** Makes the message a reply in that message's thread. Threads have one level. */
  parent_id?: string;
  /** True: a reply that shows in the channel too. */
  show_in_channel?: boolean;
  quoted_message_id?: string;
  /** True: no push, does not count as unread. */
  silent?: boolean;
  pinned?: boolean;
  poll_id?: string;
  /** Where the author is or was. */
  shared_location?: { created_by_device_id?: string; latitude: number; longitude: number; end_at?: string; message_id?: string };
  mml?: string;
  /** Only these users and the author get the message, at most 10. */
  restricted_visibility?: string[];
  mentioned_channel?: boolean;
  mentioned_here?: boolean;
  mentioned_roles?: string[];
  mentioned_group_ids?: string[];
}

/** What a message and one to send have in common; own fields come from `CustomMessageData`. */
export type MessageBase = CustomMessageData & MessageFields;

/** A message to send. */
export type Message = CustomMessageData &
  Partial<MessageFields> & {
    /** Ids of the mentioned users. */
    mentioned_users?: string[];
    /** RFC 3339. */
    pin_expires?: string | null;
    /** RFC 3339. */
    pinned_at?: string | null;
    type?: 'regular' | 'system';
    user_id?: string;
  };

/** What the service adds to a message. */
export interface MessageResponseFields extends MessageFields {
  cid?: string;
  type: MessageLabel;
  user?: UserResponse | null;
  /** Text with markup, rendered by the service. Never put it into a page unchecked. */
  html?: string;
  mentioned_users?: UserResponse[];
  /** Newest reactions, at most 10. */
  latest_reactions?: ReactionResponse[];
  /** The own user's reactions. */
  own_reactions?: ReactionResponse[] | null;
  /** Users per reaction type. */
  reaction_counts?: Record<string, number> | null;
  /** Sum of scores per reaction type. */
  reaction_scores?: Record<string, number> | null;
  reaction_groups?: Record<string, ReactionGroupResponse> | null;
  reply_count?: number;
  deleted_reply_count?: number;
  thread_participants?: UserResponse[] | null;
  /** The poll that came with it, as of then; `client.polls` has its present state. */
  poll?: PollResponse | null;
  pinned_by?: UserResponse | null;
  /** RFC 3339. */
  pin_expires?: string | null;
  shadowed?: boolean;
  /** True: deleted for the own user only. */
  deleted_for_me?: boolean;
  /** RFC 3339, set once the text was edited. */
  message_text_updated_at?: string;
  command?: string;
  args?: string;
  /** Translations by `{language}_text`, and the source language as `language`. */
  i18n?: Record<string, string>;
  member?: Partial<ChannelMemberResponse>;
  channel?: ChannelResponse;
  /** What moderation found in it. */
  moderation?: ModerationV2Response;
  /** What pictures of it show, by address. */
  image_labels?: Record<string, string[]>;
  /** The own user's draft of an answer in its thread. */
  draft?: DraftResponse;
  /** The own user's reminder of it. */
  reminder?: ReminderResponseBase;
}

/** A message as the service returns it, without the one it quotes. */
export type MessageResponseBase = CustomMessageData &
  MessageResponseFields & {
    created_at?: string;
    updated_at?: string;
    deleted_at?: string | null;
    pinned_at?: string | null;
  };

/** A message as the service returns it: times are RFC 3339 strings. */
export type MessageResponse = MessageResponseBase & { quoted_message?: MessageResponse | null };

/** A message as `channel.state` holds it, without the one it quotes. */
export type LocalMessageBase = CustomMessageData &
  MessageResponseFields & {
    created_at: Date;
    updated_at: Date;
    deleted_at: Date | null;
    pinned_at: Date | null;
    /** `"sending"` and `"failed"` occur only with the option `optimisticUpdates`; anything from the service is `"received"`. */
    status: 'sending' | 'received' | 'failed' | (string & {});
    /** Why sending failed. */
    error?: Error | null;
  };

/** A message as `channel.state` holds it: times are dates, and it knows whether it was sent. */
export type LocalMessage = LocalMessageBase & { quoted_message?: LocalMessage | MessageResponse | null };

/** What `formatMessage` makes of a message. */
export type FormatMessageResponse = LocalMessage;

/** Which part of a message list to return: always oldest first, and directly before, after or around the given point. */
export interface MessagePaginationOptions {
  /** Default 25, at most 300. */
  limit?: number;
  id_lt?: string;
  id_lte?: string;
  id_gt?: string;
  id_gte?: string;
  id_around?: string;
  created_at_before?: string | Date;
  created_at_before_or_equal?: string | Date;
  created_at_after?: string | Date;
  created_at_after_or_equal?: string | Date;
  created_at_around?: string | Date;
}

/** How a message is sent. */
export interface SendMessageOptions {
  /** True: no push notification. */
  skip_push?: boolean;
  /** True: links get no preview. */
  skip_enrich_url?: boolean;
  /** True: a hidden channel stays hidden. */
  keep_channel_hidden?: boolean;
  include_channel_context?: boolean;
  include_mentioned_members?: boolean;
  force_moderation?: boolean;
}

/** The message as it is stored, or what a command answered. */
export interface SendMessageAPIResponse extends APIResponse {
  message: MessageResponse;
}

/** How an edit is made known. */
export interface UpdateMessageOptions {
  skip_push?: boolean;
  skip_enrich_url?: boolean;
}

/** The message. */
export type GetMessageAPIResponse = SendMessageAPIResponse;

/** What comes with each message that is found. */
export interface MessageOptions {
  /** True: those who wrote in its thread. */
  include_thread_participants?: boolean;
  /** Own fields of the author's membership to return. */
  member_custom_include?: string[];
}

/** The message after the edit. */
export interface UpdateMessageAPIResponse extends APIResponse {
  message: MessageResponse;
}

/** Fields of a message that only the service writes. They may stand in what `updateMessage` is given, and are not sent. */
export type ReservedUpdatedMessageFields =
  | 'args' | 'channel' | 'cid' | 'command' | 'created_at' | 'deleted_at' | 'deleted_for_me' | 'deleted_reply_count' | 'error' | 'html'
  | 'i18n' | 'latest_reactions' | 'member' | 'message_text_updated_at' | 'own_reactions' | 'pinned_at' | 'pinned_by' | 'quoted_message'
  | 'reaction_counts' | 'reaction_groups' | 'reaction_scores' | 'reply_count' | 'shadowed' | 'status' | 'thread_participants' | 'type'
  | 'updated_at' | 'user';

/** Fields of a message that its author can change. */
export type MessageUpdatableFields = Omit<MessageResponse, ReservedUpdatedMessageFields>;

/** Changes some fields of a message. `mentioned_users` as ids. */
export interface PartialMessageUpdate {
  set?: Partial<Omit<MessageResponse, 'mentioned_users'>> & { mentioned_users?: string[] };
  unset?: Array<Extract<keyof MessageResponse, string>>;
}

/** How a message is deleted. Default: it stays as an empty one of type `deleted`. With both, `deleteForMe` counts. */
export interface DeleteMessageOptions {
  /** True: nothing of the message remains, its replies and reactions included. */
  hardDelete?: boolean;
  /** True: only the caller no longer sees it. */
  deleteForMe?: boolean;
}

/** The message as it is now, or as it was if nothing of it remains. */
export interface DeleteMessageAPIResponse extends APIResponse {
  message: MessageResponse;
}

/** What to return of a message that was deleted. */
export interface GetMessageOptions {
  /** True: its text as well, for those who may see that. Default false. */
  show_deleted_message?: boolean;
}

/** Those of the messages that exist. */
export interface GetMultipleMessagesAPIResponse extends APIResponse {
  messages: MessageResponse[];
}

/** A page of replies, oldest first. */
export interface GetRepliesAPIResponse extends APIResponse {
  messages: MessageResponse[];
}

/** A place between two messages where others may be missing. */
export interface MessageGap {
  /** Id of the message before it; absent when none is held. */
  after?: string;
  /** Id of the message after it. */
  before: string;
}

/** A message that may have come from anywhere: from state, from an answer, or built by hand. */
export type UpdatedMessage = Partial<Omit<LocalMessage, 'created_at' | 'updated_at' | 'deleted_at' | 'pinned_at' | 'mentioned_users' | 'quoted_message' | 'status'>> & {
  id: string;
  status?: string;
  created_at?: string | Date;
  updated_at?: string | Date;
  deleted_at?: string | Date | null;
  pinned_at?: string | Date | null;
  mentioned_users?: Array<string | UserResponse>;
  quoted_message?: LocalMessage | MessageResponse | null;
};

