/** Calls about user groups and roles. */
import type { APIResponse, RequestOptions } from '../types/api.js';
import type * as G from '../types/group.js';
import { OwnCalls } from './own.js';

export abstract class GroupCalls extends OwnCalls {
  createUserGroup(options: G.CreateUserGroupOptions): Promise<G.CreateUserGroupResponse> {
    return this.link.call('CreateUserGroup', [], undefined, options);
  }

  getUserGroup(id: string, options?: G.GetUserGroupOptions): Promise<G.GetUserGroupResponse> {
    return this.link.call('GetUserGroup', [id], options);
  }

  updateUserGroup(id: string, options: G.UpdateUserGroupOptions): Promise<G.UpdateUserGroupResponse> {
    return this.link.call('UpdateUserGroup', [id], undefined, options);
  }

  deleteUserGroup(id: string, options?: G.DeleteUserGroupOptions): Promise<APIResponse> {
    return this.link.call('DeleteUserGroup', [id], options);
  }

  addUserGroupMembers(id: string, options: G.AddUserGroupMembersOptions): Promise<G.AddUserGroupMembersResponse> {
    return this.link.call('AddUserGroupMembers', [id], undefined, options);
  }

  removeUserGroupMembers(id: string, options: G.RemoveUserGroupMembersOptions): Promise<G.RemoveUserGroupMembersResponse> {
    return this.link.call('RemoveUserGroupMembers', [id], undefined, options);
  }

  queryUserGroups(options?: G.QueryUserGroupsOptions): Promise<G.QueryUserGroupsResponse> {
    return this.link.call('ListUserGroups', [], options);
  }

  /** Groups whose name begins with a text. */
  searchUserGroups(options: G.SearchUserGroupsOptions, requestOptions?: RequestOptions): Promise<G.SearchUserGroupsResponse> {
    return this.link.call('SearchUserGroups', [], options, undefined, requestOptions);
  }

  /** Roles whose name begins with a text. */
  searchRoles(options: G.SearchRolesOptions, requestOptions?: RequestOptions): Promise<G.SearchRolesAPIResponse> {
    return this.link.call('SearchRoles', [], options, undefined, requestOptions);
  }
}
