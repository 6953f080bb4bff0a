/** Channel members, read states, and the answers of member calls. */
import type { APIResponse, PaginationOptions } from './api.js';
import type { CustomMemberData } from './custom.js';
import type { LiteralStringForUnion } from './generic.js';
import type { InviteStatus, Role, UserResponse } from './user.js';

/** Built-in fields of a member; own ones come from `CustomMemberData`. */
export interface MemberFields {
  user_id?: string;
  user?: UserResponse | null;
  channel_role?: Role;
  /** Older name of the role: `"owner"`, `"admin"`, `"moderator"`, `"member"`. */
  role?: string;
  is_moderator?: boolean;
  /** `"member"`, or the state of an invitation. */
  status?: 'member' | InviteStatus | LiteralStringForUnion;
  invited?: boolean;
  invite_accepted_at?: string | null;
  invite_rejected_at?: string | null;
  banned?: boolean;
  shadow_banned?: boolean;
  ban_expires?: string | null;
  /** True: the member has muted the channel. */
  notifications_muted?: boolean;
  /** RFC 3339, set while the member has the channel pinned. */
  pinned_at?: string | null;
  /** RFC 3339, set while the member has the channel archived. */
  archived_at?: string | null;
  created_at?: string;
  updated_at?: string;
}

/** A member as the service returns it. */
export type ChannelMemberResponse = CustomMemberData & MemberFields;

/** A member to add. */
export type NewMemberPayload = CustomMemberData & { user_id: string; channel_role?: Role };

/** How far one user has read. */
export interface ReadState {
  user: UserResponse;
  last_read: Date;
  last_read_message_id?: string;
  /** Messages of others since then. */
  unread_messages: number;
  first_unread_message_id?: string;
  last_delivered_at?: Date;
  last_delivered_message_id?: string;
}

/** Read states by user id. */
export type ChannelReadStatus = Record<string, ReadState>;

/** A read state as it travels. */
export interface ReadResponse {
  user: UserResponse;
  /** RFC 3339. */
  last_read: string;
  last_read_message_id?: string;
  unread_messages?: number;
  last_delivered_at?: string;
  last_delivered_message_id?: string;
}

/** Which page of the members to return: by rows, or after or before an id or a time (RFC 3339). */
export interface QueryMembersOptions extends PaginationOptions {
  user_id_lt?: string;
  user_id_lte?: string;
  user_id_gt?: string;
  user_id_gte?: string;
  created_at_after?: string;
  created_at_after_or_equal?: string;
  created_at_before?: string;
  created_at_before_or_equal?: string;
}

/** A page of members. */
export interface ChannelMemberAPIResponse extends APIResponse {
  members: ChannelMemberResponse[];
}
