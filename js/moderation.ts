/** `client.moderation`: flagging, muting and reviewing. Bans, blocks and the older flags are methods of the client. */
import { Endpoint } from './endpoint.js';
import type { StreamChat } from './client.js';
import type { Link } from './link.js';
import { sortParams } from './parameters.js';
import type { APIResponse, Pager } from './types/api.js';
import type * as T from './types/moderation.js';

/** What the service calls the kinds of things that can be flagged. */
export const MODERATION_ENTITY_TYPES = Object.freeze({
  message: 'stream:chat:v1:message',
  user: 'stream:user',
  userprofile: 'stream:v1:user_profile',
});

/** Flagging, muting and reviewing, as `client.moderation`. */
export class Moderation {
  /** The client it belongs to. */
  readonly client: StreamChat;
  readonly #link: Link;

  /** @internal Made with its client. */
  constructor(client: StreamChat, link: Link) {
    this.client = client;
    this.#link = link;
  }

  /** Reports a user to those who moderate the app. */
  flagUser(flaggedUserID: string, reason: string, options: T.ModerationFlagOptions = {}): Promise<T.FlagResponse> {
    return this.flag(MODERATION_ENTITY_TYPES.user, flaggedUserID, '', reason, options);
  }

  /** Reports a message to those who moderate the app. */
  flagMessage(messageID: string, reason: string, options: T.ModerationFlagOptions = {}): Promise<T.FlagResponse> {
    return this.flag(MODERATION_ENTITY_TYPES.message, messageID, '', reason, options);
  }

  /** Reports anything: its kind, its id, who made it (may be empty), and why. */
  flag(entityType: string, entityId: string, entityCreatorID: string, reason: string, options: T.ModerationFlagOptions = {}): Promise<T.FlagResponse> {
    const what = { entity_type: entityType, entity_id: entityId, entity_creator_id: entityCreatorID, reason };
    return this.#link.call(Endpoint.FlagContent, [], undefined, { ...what, ...options });
  }

  /** Mutes a user: messages still arrive, but do not count as unread. `timeout` in minutes. */
  muteUser(targetID: string, options: T.ModerationMuteOptions = {}): Promise<T.ModerationMuteResponse> {
    return this.#link.call(Endpoint.MuteUsers, [], undefined, { target_ids: [targetID], ...options });
  }

  /** Ends a mute. */
  unmuteUser(targetID: string, options: { user_id?: string } = {}): Promise<T.UnmuteUserResponse> {
    return this.#link.call(Endpoint.UnmuteUsers, [], undefined, { target_ids: [targetID], ...options });
  }

  /** What waits for review; needs the role of a moderator. */
  queryReviewQueue(filterConditions: T.ReviewQueueFilters = {}, sort: T.ReviewQueueSort = [], options: T.ReviewQueuePaginationOptions = {}): Promise<T.ReviewQueueResponse> {
    return this.#link.call(Endpoint.QueryReviewQueue, [], undefined, { filter: filterConditions, sort: sortParams(sort), ...options });
  }

  /** Decides about an item of the review queue. */
  submitAction(actionType: string, itemID: string, options: T.SubmitActionOptions = {}): Promise<T.SubmitActionResponse> {
    return this.#link.call(Endpoint.SubmitAction, [], undefined, { action_type: actionType, item_id: itemID, ...options });
  }

  /** What moderation knows of a user; needs the role of a moderator. */
  getUserModerationReport(userID: string, options: T.GetUserModerationReportOptions = {}): Promise<T.GetUserModerationReportResponse> {
    return this.#link.call(Endpoint.GetModerationReport, [], { user_id: userID, ...options });
  }

  // Rules of automatic moderation; need the role of an admin ---------------------------------------------------------

  /** Stores a set of rules under its `key`, in place of the one there was. */
  upsertConfig(config: T.ModerationConfig): Promise<T.UpsertConfigResponse> {
    return this.#link.call(Endpoint.UpsertModerationConfig, [], undefined, config);
  }

  /** A set of rules by its key. */
  getConfig(key: string, data?: { team?: string }): Promise<T.GetConfigResponse> {
    return this.#link.call(Endpoint.GetModerationConfig, [key], data);
  }

  /** Removes a set of rules. */
  deleteConfig(key: string, data?: { team?: string }): Promise<APIResponse> {
    return this.#link.call(Endpoint.DeleteModerationConfig, [key], data);
  }

  /** Sets of rules, page by page. */
  queryConfigs(filterConditions: T.QueryModerationConfigsFilters, sort: T.QueryModerationConfigsSort, options: Pager = {}): Promise<T.QueryConfigsResponse> {
    return this.#link.call(Endpoint.QueryModerationConfigs, [], undefined, { filter: filterConditions, sort, ...options });
  }
}
