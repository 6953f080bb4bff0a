/** User groups and roles: what calls take and answer. */
import type { APIResponse } from './api.js';

/** A user in a group. */
export interface UserGroupMemberResponse {
  group_id: string;
  user_id: string;
  is_admin: boolean;
  created_at: string;
}

/** Users who are mentioned together. */
export interface UserGroupResponse {
  id: string;
  name: string;
  created_at: string;
  updated_at: string;
  created_by?: string;
  description?: string;
  members?: UserGroupMemberResponse[];
  team_id?: string;
}

/** Says which team a group belongs to. */
export interface InTeam {
  /** In an app with teams: the group's. */
  team_id?: string;
}

/** What a new group is made of. Without `id` the service makes one. */
export interface CreateUserGroupOptions extends InTeam {
  name: string;
  id?: string;
  description?: string;
  member_ids?: string[];
}

/** What to change of a group. Fields left out stay. */
export interface UpdateUserGroupOptions extends InTeam {
  name?: string;
  description?: string;
}

/** Where to look for the group. */
export type GetUserGroupOptions = InTeam;

/** Where to look for the group. */
export type DeleteUserGroupOptions = InTeam;

/** Who joins a group. */
export interface AddUserGroupMembersOptions extends InTeam {
  member_ids: string[];
  /** True: they may change the group. */
  as_admin?: boolean;
}

/** Who leaves a group. */
export interface RemoveUserGroupMembersOptions extends InTeam {
  member_ids: string[];
}

/** Which page of the groups to return, oldest group first. */
export interface QueryUserGroupsOptions extends InTeam {
  limit?: number;
  /** Pages by creation time and id of the last group of the page before. */
  created_at_gt?: string;
  id_gt?: string;
}

/** Which groups to find, and which page of them. */
export interface SearchUserGroupsOptions extends InTeam {
  /** The beginning of a name. */
  query: string;
  limit?: number;
  /** Pages by name and id of the last group of the page before. */
  name_gt?: string;
  id_gt?: string;
}

/** A group. */
export interface GetUserGroupResponse extends APIResponse {
  user_group: UserGroupResponse;
}

/** The new group. */
export type CreateUserGroupResponse = GetUserGroupResponse;

/** The group after the change. */
export type UpdateUserGroupResponse = GetUserGroupResponse;

/** The group with its new members. */
export type AddUserGroupMembersResponse = GetUserGroupResponse;

/** The group with the members it has left. */
export type RemoveUserGroupMembersResponse = GetUserGroupResponse;

/** A page of groups. */
export interface QueryUserGroupsResponse extends APIResponse {
  user_groups: UserGroupResponse[];
}

/** A page of the groups found. */
export type SearchUserGroupsResponse = QueryUserGroupsResponse;

/** A role that users, or members of channels, can have. */
export interface RoleResponse {
  name: string;
  custom: boolean;
  created_at?: string;
  scopes?: string[];
  updated_at?: string;
}

/** Which roles to find, and which page of them: after the name `name_gt`. */
export interface SearchRolesOptions {
  /** The beginning of a name. */
  query: string;
  limit?: number;
  name_gt?: string;
}

/** The roles found. */
export interface SearchRolesAPIResponse extends APIResponse {
  roles: RoleResponse[];
}
