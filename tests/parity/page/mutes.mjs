/** Owns the tour's chapter on mutes: of users and of channels. */
import { assert, each } from "./checks.mjs";

const muted = ({ client }) => client.mutedUsers.map(({ target }) => target.id);

export default {
  title: "Mutes",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "who is muted no longer counts as unread, until unmuted",
      covers: ["StreamChat.muteUser", "StreamChat.unmuteUser", "StreamChat.userMuteStatus"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { mute } = await anna.client.muteUser("ben", undefined, { timeout: 60 });
        assert.deepEqual([mute.user.id, mute.target.id], ["anna", "ben"]);
        assert.isAbove(new Date(mute.expires).getTime(), Date.now() + 3_000_000);
        assert.deepEqual(each("user", (await anna.hears("notification.mutes_updated")).me.mutes).map(({ id }) => id), ["anna"]);
        assert.deepEqual(muted(anna), ["ben"]);
        assert.isTrue(anna.client.userMuteStatus("ben"));
        await his.sendMessage({ text: "hello?" });
        const event = await anna.hears("message.new");
        assert.equal(event.total_unread_count, 0);
        assert.equal(hers.countUnread(), 0);
        await ben.hearsNo("notification.mutes_updated");
        await anna.client.unmuteUser("ben");
        await anna.hears("notification.mutes_updated");
        assert.deepEqual(muted(anna), []);
        assert.isFalse(anna.client.userMuteStatus("ben"));
        await his.sendMessage({ text: "now?" });
        assert.equal((await anna.hears("message.new")).total_unread_count, 1);
      },
    },
    {
      says: "the newer calls for mutes do the same",
      covers: ["Moderation.muteUser", "Moderation.unmuteUser"],
      async run({ anna }) {
        await anna.client.moderation.muteUser("clara", { timeout: 60 });
        await anna.hears("notification.mutes_updated");
        assert.deepEqual(muted(anna), ["clara"]);
        await anna.client.moderation.unmuteUser("clara", {});
        await anna.hears("notification.mutes_updated");
        assert.deepEqual(muted(anna), []);
      },
    },
    {
      says: "a muted channel is quiet for one member alone",
      covers: ["Channel.mute", "Channel.unmute", "Channel.muteStatus"],
      async run({ stage, anna, ben, clara }) {
        const [hers, his, theirs] = await stage.room([anna, ben, clara]);
        await his.mute({ expiration: 3_600_000 });
        const event = await ben.hears("notification.channel_mutes_updated");
        assert.deepEqual(event.me.channel_mutes.map(({ channel }) => channel.cid), [his.cid]);
        const status = his.muteStatus();
        assert.isTrue(status.muted);
        assert.isAbove(status.expiresAt.getTime(), Date.now() + 3_000_000);
        await hers.sendMessage({ text: "psst" });
        assert.equal((await ben.hears("message.new")).total_unread_count, 0);
        await clara.hears("message.new");
        assert.deepEqual([his.countUnread(), theirs.countUnread()], [0, 1]);
        const mine = await ben.client.queryChannels({ muted: true, members: { $in: ["ben"] } });
        assert.deepEqual(each("cid", mine), [his.cid]);
        await his.unmute();
        await ben.hears("notification.channel_mutes_updated");
        assert.isFalse(his.muteStatus().muted);
      },
    },
  ],
};
