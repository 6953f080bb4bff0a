/** What single calls of a channel take and answer: drafts, pins, mutes, truncating, votes, locations, AI states. */
import type { APIResponse, AscDesc } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { CustomMemberData } from './custom.js';
import type { ChannelMemberResponse } from './member.js';
import type { Message, MessageResponse } from './message.js';
import type { PollResponse, PollVote } from './poll.js';
import type { DraftResponse } from './reminder.js';
import type { ChannelMute, OwnUserResponse, Role } from './user.js';

/** A draft to store: as a message to send. */
export type DraftMessagePayload = Message;

/** The draft as it is stored now. */
export interface CreateDraftResponse extends APIResponse {
  draft: DraftResponse;
}

/** The stored draft. */
export type GetDraftResponse = CreateDraftResponse;

/** Which pinned messages to return; without a point the latest pinned ones. */
export interface PinnedMessagePaginationOptions {
  /** Default 25, at most 300. */
  limit?: number;
  offset?: number;
  id_lt?: string;
  id_lte?: string;
  id_gt?: string;
  id_gte?: string;
  id_around?: string;
  /** RFC 3339 here and below. */
  pinned_at_after?: string | Date;
  pinned_at_after_or_equal?: string | Date;
  pinned_at_before?: string | Date;
  pinned_at_before_or_equal?: string | Date;
  pinned_at_around?: string | Date;
}

/** One term of the order of pinned messages. */
export interface PinnedMessagesSortBase {
  pinned_at?: AscDesc;
}

/** The order of pinned messages: one term or several. */
export type PinnedMessagesSort = PinnedMessagesSortBase | PinnedMessagesSortBase[];

/** What `truncate` removes, and how. */
export interface TruncateOptions {
  /** True: the messages are gone for good. Default: hidden. */
  hard_delete?: boolean;
  /** Only for these members. */
  member_ids?: string[];
  /** A system message that says what happened. */
  message?: Message;
  skip_push?: boolean;
  /** RFC 3339: only messages from before. */
  truncated_at?: string | Date;
  user_id?: string;
}

/** The channel without its messages, and the system message that was asked for. */
export interface TruncateChannelAPIResponse extends APIResponse {
  channel: ChannelResponse;
  message?: MessageResponse;
}

/** The own user and its muted channels after muting one. */
export interface MuteChannelAPIResponse extends APIResponse {
  channel_mute: ChannelMute;
  channel_mutes?: ChannelMute[];
  own_user: OwnUserResponse;
}

/** Whether the own user has muted the channel. */
export interface ChannelMuteStatus {
  muted: boolean;
  createdAt: Date | null;
  /** When it ends; null: not by itself. */
  expiresAt: Date | null;
}

/** Fields of a member to write: whether it has the channel archived or pinned, its role, and those of `CustomMemberData`. */
export type ChannelMemberUpdates = CustomMemberData & { archived?: boolean; pinned?: boolean; channel_role?: Role };

/** Changes to the own fields of a member. */
export interface PartialUpdateMember {
  set?: ChannelMemberUpdates;
  unset?: Array<Extract<keyof CustomMemberData, string> | 'archived' | 'pinned'>;
}

/** The member after the change. */
export interface PartialUpdateMemberAPIResponse extends APIResponse {
  channel_member: ChannelMemberResponse;
}

/** A place on the earth. */
export interface Coords {
  /** Degrees, -90 to 90. */
  latitude: number;
  /** Degrees, -180 to 180. */
  longitude: number;
}

/** Where the user is at the moment of sending. */
export interface StaticLocationPayload extends Coords {
  /** Names the device that shares it. */
  created_by_device_id: string;
  /** Id of the message to make. Default: one is made. */
  message_id?: string;
}

/** Where the user is from now on, until `end_at`. */
export type LiveLocationPayload = StaticLocationPayload & {
  /** RFC 3339. */
  end_at: string;
};

/** The vote that was taken back, and its poll as it is now. */
export interface RemoveVoteAPIResponse extends APIResponse {
  vote: PollVote;
  poll?: PollResponse;
}

/** What an assistant is doing: one of these, or a word of your own. */
export type AIState =
  | 'AI_STATE_CHECKING_SOURCES' | 'AI_STATE_ERROR' | 'AI_STATE_EXTERNAL_SOURCES' | 'AI_STATE_GENERATING' | 'AI_STATE_IDLE' | 'AI_STATE_THINKING'
  | (string & {});
