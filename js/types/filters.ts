/** Filters and sort orders of queries. Which operator a field allows is the service's business (it answers code 4). */
import type { AscDesc, SortParam } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { CustomChannelData, CustomMemberData, CustomUserData } from './custom.js';
import type { UR } from './generic.js';
import type { PollSort, VoteSort } from './poll.js';
import type { ReactionSort } from './reaction.js';
import type { DraftSort, ReminderSort } from './reminder.js';
import type { BannedUsersSort } from './restriction.js';
import type { SearchMessageSort } from './search.js';
import type { ThreadSort } from './thread_state.js';
import type { InviteStatus, UserResponse } from './user.js';

/** One value to compare with. */
export type PrimitiveFilter<T> = T | null;

/** An array field has this value. */
export interface ContainsOperator<T = unknown> {
  $contains?: T;
}

/** A plain value means `$eq`. */
export type QueryFilter<T = unknown> =
  | PrimitiveFilter<T>
  | (ContainsOperator<T> & {
      $eq?: PrimitiveFilter<T>;
      $ne?: PrimitiveFilter<T>;
      $gt?: T;
      $gte?: T;
      $lt?: T;
      $lte?: T;
      $in?: T[];
      $nin?: T[];
      $exists?: boolean;
      /** Words that begin so. */
      $autocomplete?: string;
      /** Full text. */
      $q?: string;
    });

/** Whole filters, combined: all of them hold, at least one, or none. */
export interface QueryLogicalOperators<Fields = UR> {
  $and?: QueryFilters<Fields>[];
  $or?: QueryFilters<Fields>[];
  $nor?: QueryFilters<Fields>[];
}

/** Several fields must all match; `$and`, `$or` and `$nor` combine whole filters. */
export type QueryFilters<Fields = UR> = { [Key in keyof Fields]?: Fields[Key] } & QueryLogicalOperators<Fields>;

/** One field, with every operator. */
export type ExtendedQueryFilter<T = unknown> = QueryFilter<T>;

/** Whole filters, combined. */
export type ExtendedQueryLogicalOperators<Fields = UR> = QueryLogicalOperators<Fields>;

/** Several fields, with every operator. */
export type ExtendedQueryFilters<Fields = UR> = QueryFilters<Fields>;

/** A stored filter as it was used: its values are filled in. */
export interface ParsedPredefinedFilterResponse {
  name: string;
  filter: UR;
  sort?: SortParam[];
}

/** Fields that are compared by value, with every operator. */
export type Scalars<T> = { [Key in keyof T]: QueryFilter<NonNullable<T[Key]>> };

/** What channels can be found by: built-in fields, and those of `CustomChannelData`. */
export type ChannelFilterFields = Scalars<CustomChannelData> &
  Scalars<
    Pick<
      ChannelResponse,
      | 'cid' | 'id' | 'type' | 'name' | 'team' | 'frozen' | 'hidden' | 'muted' | 'disabled' | 'blocked' | 'created_at'
      | 'updated_at' | 'last_message_at' | 'member_count' | 'created_by_id' | 'cooldown'
    >
  > & {
    /** `{$in: ["a"]}`: channels a is in. A plain array or `$eq`: channels with exactly these members. */
    members: QueryFilter<string | string[]>;
    'member.user.name': QueryFilter<string>;
    last_updated: QueryFilter<string>;
    has_unread: QueryFilter<boolean>;
    invite: QueryFilter<InviteStatus>;
    joined: QueryFilter<boolean>;
    distinct: QueryFilter<boolean>;
    archived: QueryFilter<boolean>;
    pinned: QueryFilter<boolean>;
    filter_tags: QueryFilter<string | string[]>;
  };

/** Which channels to find, for instance `{ type: 'messaging', members: { $in: ['amira'] } }`. */
export type ChannelFilters = QueryFilters<ChannelFilterFields>;

/** Fields to order channels by; -1: the greatest first. */
export type ChannelSortBase = {
  [Key in keyof CustomChannelData]?: AscDesc;
} & {
  created_at?: AscDesc;
  updated_at?: AscDesc;
  last_message_at?: AscDesc;
  /** The newer of creation and last message. The service's default order, newest first. */
  last_updated?: AscDesc;
  member_count?: AscDesc;
  unread_count?: AscDesc;
  has_unread?: AscDesc;
  pinned_at?: AscDesc;
};

/** The order of channels: one term, or several, of which the first counts most. */
export type ChannelSort = ChannelSortBase | ChannelSortBase[];

/** What users can be found by: built-in fields, and those of `CustomUserData`. */
export type UserFilterFields = Scalars<CustomUserData> &
  Scalars<Pick<UserResponse, 'id' | 'name' | 'role' | 'banned' | 'shadow_banned' | 'created_at' | 'updated_at' | 'last_active'>> & {
    username: QueryFilter<string>;
    teams: QueryFilter<string | string[]>;
  };

/** Which users to find, for instance `{ name: { $autocomplete: 'am' } }`. */
export type UserFilters = QueryFilters<UserFilterFields>;

/** Fields to order users by; -1: the greatest first. */
export type UserSortBase = {
  [Key in keyof CustomUserData]?: AscDesc;
} & { [Key in 'id' | 'name' | 'role' | 'created_at' | 'updated_at' | 'last_active']?: AscDesc };

/** The order of users: one term, or several, of which the first counts most. */
export type UserSort = UserSortBase | UserSortBase[];

/** What members of a channel can be found by: built-in fields, and those of `CustomMemberData`. */
export type MemberFilterFields = Scalars<CustomMemberData> & {
  id: QueryFilter<string>;
  user_id: QueryFilter<string>;
  name: QueryFilter<string>;
  'user.email': QueryFilter<string>;
  'user.role': QueryFilter<string>;
  channel_role: QueryFilter<string>;
  invite: QueryFilter<InviteStatus>;
  joined: QueryFilter<boolean>;
  is_moderator: QueryFilter<boolean>;
  banned: QueryFilter<boolean>;
  created_at: QueryFilter<string>;
  updated_at: QueryFilter<string>;
  last_active: QueryFilter<string>;
  cid: QueryFilter<string>;
};

/** Which members to find, for instance `{ channel_role: 'channel_moderator' }`; `{}`: all. */
export type MemberFilters = QueryFilters<MemberFilterFields>;

/** Fields to order members by; -1: the greatest first. */
export interface MemberSortBase {
  created_at?: AscDesc;
  updated_at?: AscDesc;
  user_id?: AscDesc;
  name?: AscDesc;
}

/** The order of members: one term, or several, of which the first counts most. */
export type MemberSort = MemberSortBase | MemberSortBase[];

/** The order of any query. */
export type QuerySort =
  | BannedUsersSort | ChannelSort | DraftSort | MemberSort | PollSort | ReactionSort | ReminderSort | SearchMessageSort | ThreadSort
  | UserSort | VoteSort;
