/** Filters and sort orders of queries. Which operator a field allows is the service's business (it answers code 4). */
import type { AscDesc } from './api.js';
import type { ChannelResponse } from './channel.js';
import type { CustomChannelData, CustomMemberData, CustomUserData } from './custom.js';
import type { UserResponse } from './user.js';

/** One value to compare with. */
export type PrimitiveFilter<T> = T | null;

/** A plain value means `$eq`. */
export type QueryFilter<T> =
  | PrimitiveFilter<T>
  | {
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
      /** An array field has this value. */
      $contains?: T;
    };

/** Several fields must all match; `$and`, `$or` and `$nor` combine whole filters. */
export type QueryFilters<Fields> = { [Key in keyof Fields]?: Fields[Key] } & {
  $and?: QueryFilters<Fields>[];
  $or?: QueryFilters<Fields>[];
  $nor?: QueryFilters<Fields>[];
};

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
    invite: QueryFilter<'pending' | 'accepted' | 'rejected'>;
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
  invite: QueryFilter<'pending' | 'accepted' | 'rejected'>;
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
