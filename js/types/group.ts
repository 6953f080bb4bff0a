/** User groups and roles: what calls take and answer. */
import type { APIResponse } from './api.js';

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

interface InTeam {
  /** In an app with teams: the group's. */
  team_id?: string;
}

export interface CreateUserGroupOptions extends InTeam {
  name: string;
  id?: string;
  description?: string;
  member_ids?: string[];
}

export interface UpdateUserGroupOptions extends InTeam {
  name?: string;
  description?: string;
}

export type GetUserGroupOptions = InTeam;
export type DeleteUserGroupOptions = InTeam;

export interface AddUserGroupMembersOptions extends InTeam {
  member_ids: string[];
  /** True: they may change the group. */
  as_admin?: boolean;
}

export interface RemoveUserGroupMembersOptions extends InTeam {
  member_ids: string[];
}

export interface QueryUserGroupsOptions extends InTeam {
  limit?: number;
  /** Pages by creation time and id of the last group of the page before. */
  created_at_gt?: string;
  id_gt?: string;
}

export interface SearchUserGroupsOptions extends InTeam {
  /** The beginning of a name. */
  query: string;
  limit?: number;
  /** Pages by name and id of the last group of the page before. */
  name_gt?: string;
  id_gt?: string;
}

export interface GetUserGroupResponse extends APIResponse {
  user_group: UserGroupResponse;
}
export type CreateUserGroupResponse = GetUserGroupResponse;
export type UpdateUserGroupResponse = GetUserGroupResponse;
export type AddUserGroupMembersResponse = GetUserGroupResponse;
export type RemoveUserGroupMembersResponse = GetUserGroupResponse;

export interface QueryUserGroupsResponse extends APIResponse {
  user_groups: UserGroupResponse[];
}
export type SearchUserGroupsResponse = QueryUserGroupsResponse;

export interface RoleResponse {
  name: string;
  custom: boolean;
  created_at?: string;
  scopes?: string[];
  updated_at?: string;
}

export interface SearchRolesOptions {
  /** The beginning of a name. */
  query: string;
  limit?: number;
  name_gt?: string;
}

export interface SearchRolesAPIResponse extends APIResponse {
  roles: RoleResponse[];
}
