/** Owns the tour's chapter on reading: read marks, unread counts, going back to unread. */
import { assert, each } from "./checks.mjs";

const say = async (channel, ...all) => {
  const sent = [];
  for (const text of all) sent.push((await channel.sendMessage({ text })).message);
  return sent;
};

export default {
  title: "Reading",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "what was read is seen by all, and no longer counts",
      covers: ["Channel.markRead", "Channel.countUnread", "Channel.lastRead", "StreamChat.getUnreadCount"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const [, two] = await say(hers, "one", "two");
        await ben.hears("message.new", ({ message }) => message.id === two.id);
        assert.equal(his.countUnread(), 2);
        const before = await ben.client.getUnreadCount();
        assert.deepEqual(before.channels.map((one) => [one.channel_id, one.unread_count]), [[his.cid, 2]]);
        const { event } = await his.markRead();
        assert.equal(event.type, "message.read");
        const read = await anna.hears("message.read");
        assert.deepEqual([read.user.id, read.last_read_message_id], ["ben", two.id]);
        assert.deepEqual([hers.state.read.ben.unread_messages, hers.state.read.ben.last_read_message_id], [0, two.id]);
        const own = await ben.hears("notification.mark_read");
        assert.deepEqual([own.unread_channels, own.total_unread_count, own.unread_count], [0, 0, 0]);
        assert.equal(his.countUnread(), 0);
        assert.isAtLeast(his.lastRead().getTime(), new Date(two.created_at).getTime());
        assert.equal((await ben.client.getUnreadCount()).total_unread_count, 0);
      },
    },
    {
      says: "the receipts tell who has read which message",
      covers: [
        "MessageReceiptsTracker.hasUserRead", "MessageReceiptsTracker.readersForMessage", "MessageReceiptsTracker.usersWhoseLastReadIs",
        "MessageReceiptsTracker.getUserProgress", "MessageReceiptsTracker.groupUsersByLastReadMessage",
      ],
      async run({ stage, anna, ben, clara }) {
        const [hers, his, theirs] = await stage.room([anna, ben, clara]);
        const [one] = await say(hers, "one");
        await his.markRead();
        await anna.hears("message.read", ({ user }) => user.id === "ben");
        const [two] = await say(hers, "two");
        await theirs.markRead();
        await anna.hears("message.read", ({ user }) => user.id === "clara");
        await anna.settled();
        const tracker = hers.messageReceiptsTracker;
        const at = ({ id, created_at: sent }) => ({ msgId: id, timestampMs: new Date(sent).getTime() });
        assert.deepEqual([tracker.hasUserRead(at(one), "ben"), tracker.hasUserRead(at(two), "ben")], [true, false]);
        assert.sameMembers(each("id", tracker.readersForMessage(at(one))).filter((id) => id !== "anna"), ["ben", "clara"]);
        const { lastReadRef: mark } = tracker.getUserProgress("ben");
        assert.equal(mark.msgId, one.id);
        assert.deepEqual(each("id", tracker.usersWhoseLastReadIs(mark)), ["ben"]);
        assert.include(each("id", tracker.groupUsersByLastReadMessage()[two.id]), "clara");
      },
    },
    {
      says: "a message and all after it become unread again",
      covers: ["Channel.markUnread"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const [one, two] = await say(hers, "one", "two", "three");
        await his.markRead();
        await ben.hears("notification.mark_read");
        await his.markUnread({ message_id: two.id });
        const event = await ben.hears("notification.mark_unread");
        assert.include(event, { first_unread_message_id: two.id, last_read_message_id: one.id, unread_messages: 2 });
        assert.equal(his.countUnread(), 2);
        assert.deepEqual([his.state.read.ben.unread_messages, his.state.read.ben.first_unread_message_id], [2, two.id]);
        assert.equal((await ben.client.getUnreadCount()).channels.find(({ channel_id: id }) => id === his.cid).unread_count, 2);
        await anna.hearsNo("notification.mark_unread");
      },
    },
    {
      says: "several channels, or all, are read at once",
      covers: ["StreamChat.markChannelsRead"],
      async run({ stage, anna, clara }) {
        const [first, theirs] = await stage.room([anna, clara]);
        const [second, others] = await stage.room([anna, clara]);
        const [one] = await say(first, "one");
        await say(second, "two");
        await clara.hears("message.new", ({ cid }) => cid === others.cid);
        await clara.client.markChannelsRead({ read_by_channel: { [theirs.cid]: one.id } });
        await clara.hears("notification.mark_read", ({ cid }) => cid === theirs.cid);
        assert.deepEqual([theirs.countUnread(), others.countUnread()], [0, 1]);
        await clara.client.markChannelsRead();
        const event = await clara.hears("notification.mark_read", ({ cid }) => !cid);
        assert.deepEqual([event.unread_channels, event.total_unread_count], [0, 0]);
        assert.equal(others.countUnread(), 0);
        assert.equal((await clara.client.getUnreadCount()).total_unread_count, 0);
      },
    },
    {
      says: "a read mark may stay on this device",
      covers: ["Channel.markReadLocally"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await say(hers, "one");
        await ben.hears("message.new");
        his.markReadLocally();
        assert.equal(his.countUnread(), 0);
        await anna.hearsNo("message.read");
        assert.equal((await ben.client.getUnreadCount()).channels.find(({ channel_id: id }) => id === his.cid).unread_count, 1);
      },
    },
    {
      says: "who keeps his reading to himself is not shown to have read",
      covers: ["Channel.markRead"],
      async run({ stage, anna }) {
        const dora = await stage.person("dora", { privacy_settings: { read_receipts: { enabled: false } } });
        const [hers, theirs] = await stage.room([anna, dora]);
        await say(hers, "one");
        await dora.hears("message.new");
        await theirs.markRead();
        await anna.hearsNo("message.read", ({ user }) => user.id === "dora");
        assert.equal((await dora.client.getUnreadCount()).total_unread_count, 0);
      },
    },
  ],
};
