/** The members of the JavaScript SDK that need the API secret: present at run time only to say so. */
import { ChatError } from './errors.js';

/** Those that give no promise: they throw. */
const PLAIN = 'campaign channelBatchUpdater createToken parseSns parseSqs segment validateServerSideAuth verifyAndParseWebhook verifyWebhook';

/** Those that give a promise, by their first word: it is rejected. */
const CALLS: Record<string, string> = {
  add: 'SegmentTargets',
  commit: 'Message',
  create: 'Campaign ChannelSegment ChannelType Command Permission PredefinedFilter Role Segment UserSegment',
  deactivate: 'User Users',
  delete: 'Campaign ChannelType Command Permission PredefinedFilter PushProvider RetentionPolicy Role Segment User Users',
  ephemeral: 'UpdateMessage',
  export: 'Channel Channels User Users',
  get: 'BlockList Campaign ChannelType Command ExportChannelStatus HookEvents Permission PredefinedFilter RateLimits RetentionPolicy RetentionPolicyRuns Segment Task UnreadCountBatch',
  list: 'ChannelTypes Commands Permissions PredefinedFilters PushProviders Roles',
  query: 'Campaigns MessageHistory SegmentTargets Segments TeamUsageStats',
  reactivate: 'User Users',
  remove: 'SegmentTargets',
  restore: 'Users',
  revoke: 'Tokens UserToken UsersToken',
  segment: 'TargetExists',
  send: 'UserCustomEvent',
  set: 'RetentionPolicy',
  start: 'Campaign',
  stop: 'Campaign',
  test: 'PushSettings SNSSettings SQSSettings',
  undelete: 'Message',
  update: 'AppSettings Campaign ChannelType ChannelsBatch Command Flags Permission PredefinedFilter Segment',
  upsert: 'PushProvider',
};

/**
 * Puts them on a prototype. The types do not have them, so that a program that uses one does not compile; at run time it
 * gets the code `client/server-only`.
 */
export function refuseServerOnly(prototype: object): void {
  const plain = PLAIN.split(' ');
  const calls = Object.entries(CALLS).flatMap(([first, rest]) => rest.split(' ').map((name) => first + name));
  for (const name of [...plain, ...calls]) {
    const value = (): Promise<never> => {
      const error = new ChatError(`${name} needs the API secret, which belongs on a server: call it there, with a server SDK`, { code: 'client/server-only' });
      if (plain.includes(name)) throw error;
      return Promise.reject(error);
    };
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
}
