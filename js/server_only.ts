/** The members of the JavaScript SDK that need the API secret: present at run time only to say so. */
import { ChatError } from './errors.js';

/** Those that give no promise: they throw. */
const PLAIN = 'campaign channelBatchUpdater createToken parseSns parseSqs segment validateServerSideAuth verifyAndParseWebhook verifyWebhook';

/** Those that give a promise: it is rejected. */
const CALLS = 'addSegmentTargets commitMessage createCampaign createChannelSegment createChannelType createCommand createPermission createPredefinedFilter createRole createSegment createUserSegment deactivateUser deactivateUsers deleteCampaign deleteChannelType deleteCommand deletePermission deletePredefinedFilter deletePushProvider deleteRetentionPolicy deleteRole deleteSegment deleteUser deleteUsers ephemeralUpdateMessage exportChannel exportChannels exportUser exportUsers getBlockList getCampaign getChannelType getCommand getExportChannelStatus getHookEvents getPermission getPredefinedFilter getRateLimits getRetentionPolicy getRetentionPolicyRuns getSegment getTask getUnreadCountBatch listChannelTypes listCommands listPermissions listPredefinedFilters listPushProviders listRoles queryCampaigns queryMessageHistory querySegmentTargets querySegments queryTeamUsageStats reactivateUser reactivateUsers removeSegmentTargets restoreUsers revokeTokens revokeUserToken revokeUsersToken segmentTargetExists sendUserCustomEvent setRetentionPolicy startCampaign stopCampaign testPushSettings testSNSSettings testSQSSettings undeleteMessage updateAppSettings updateCampaign updateChannelType updateChannelsBatch updateCommand updateFlags updatePermission updatePredefinedFilter updateSegment upsertPushProvider';

/**
 * Puts them on a prototype. The types do not have them, so that a program that uses one does not compile; at run time it
 * gets the code `client/server-only`.
 */
export function refuseServerOnly(prototype: object): void {
  for (const names of [PLAIN, CALLS]) {
    for (const name of names.split(' ')) {
      const value = (): Promise<never> => {
        const error = new ChatError(`${name} needs the API secret, which belongs on a server: call it there, with a server SDK`, { code: 'client/server-only' });
        if (names === PLAIN) throw error;
        return Promise.reject(error);
      };
      Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
    }
  }
}
