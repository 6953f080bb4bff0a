/** Calls about user groups and roles. */
import { Endpoint } from '../endpoint.js';
import type { APIResponse, RequestOptions } from '../types/api.js';
import type * as G from '../types/group.js';
import { OwnCalls } from './own.js';

/** Calls about user groups and roles. */
export abstract class GroupCalls extends OwnCalls {
  /** Makes a group of users who can be mentioned together. */
  createUserGroup(options: G.CreateUserGroupOptions): Promise<G.CreateUserGroupResponse> {
    return this.link.call(Endpoint.CreateUserGroup, [], undefined, options);
  }

  /** A group with its members. */
  getUserGroup(id: string, options?: G.GetUserGroupOptions): Promise<G.GetUserGroupResponse> {
    return this.link.call(Endpoint.GetUserGroup, [id], options);
  }

  /** Changes name or description of a group. */
  updateUserGroup(id: string, options: G.UpdateUserGroupOptions): Promise<G.UpdateUserGroupResponse> {
    return this.link.call(Endpoint.UpdateUserGroup, [id], undefined, options);
  }

  /** Deletes a group; its members stay users. */
  deleteUserGroup(id: string, options?: G.DeleteUserGroupOptions): Promise<APIResponse> {
    return this.link.call(Endpoint.DeleteUserGroup, [id], options);
  }

  /** Adds members to a group. */
  addUserGroupMembers(id: string, options: G.AddUserGroupMembersOptions): Promise<G.AddUserGroupMembersResponse> {
    return this.link.call(Endpoint.AddUserGroupMembers, [id], undefined, options);
  }

  /** Removes members from a group. */
  removeUserGroupMembers(id: string, options: G.RemoveUserGroupMembersOptions): Promise<G.RemoveUserGroupMembersResponse> {
    return this.link.call(Endpoint.RemoveUserGroupMembers, [id], undefined, options);
  }

  /** Groups, page by page. */
  queryUserGroups(options?: G.QueryUserGroupsOptions): Promise<G.QueryUserGroupsResponse> {
    return this.link.call(Endpoint.ListUserGroups, [], options);
  }

  /** Groups whose name begins with a text. */
  searchUserGroups(options: G.SearchUserGroupsOptions, requestOptions?: RequestOptions): Promise<G.SearchUserGroupsResponse> {
    return this.link.call(Endpoint.SearchUserGroups, [], options, undefined, requestOptions);
  }

  /** Roles whose name begins with a text. */
  searchRoles(options: G.SearchRolesOptions, requestOptions?: RequestOptions): Promise<G.SearchRolesAPIResponse> {
    return this.link.call(Endpoint.SearchRoles, [], options, undefined, requestOptions);
  }
}
