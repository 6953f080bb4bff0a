/** Owns the tour's chapter on channels: creating, finding, changing, emptying, hiding and deleting them. */
import { assert, each, refused, texts } from "./checks.mjs";

export default {
  title: "Channels",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "a channel is made with its data, and its members hear of it",
      covers: ["StreamChat.channel", "Channel.create", "Channel.watch", "Channel.getConfig", "Channel.getClient"],
      async run({ anna, ben }) {
        const hers = anna.client.channel("messaging", "kitchen", { members: ["anna", "ben"], name: "Kitchen", colour: "teal" });
        const made = await hers.create();
        assert.include(made.channel, { cid: "messaging:kitchen", name: "Kitchen", colour: "teal", member_count: 2 });
        assert.equal(made.channel.created_by.id, "anna");
        const event = await ben.hears("notification.added_to_channel");
        assert.deepEqual([event.cid, event.channel.name, event.member.user_id], ["messaging:kitchen", "Kitchen", "ben"]);
        const his = ben.client.channel("messaging", "kitchen");
        await hers.watch();
        const { watcher_count: watchers } = await his.watch();
        assert.equal(watchers, 2);
        assert.equal((await anna.hears("user.watching.start", ({ user }) => user.id === "ben")).watcher_count, 2);
        assert.sameMembers(Object.keys(his.state.members), ["anna", "ben"]);
        assert.equal(his.data.colour, "teal");
        assert.include(his.data.own_capabilities, "send-message");
        assert.notInclude(his.data.own_capabilities, "update-channel-members");
        assert.isTrue(his.getConfig().reactions);
        assert.equal(his.getClient(), ben.client);
      },
    },
    {
      says: "the same members share one channel without a name",
      covers: ["StreamChat.channel", "Channel.create"],
      async run({ anna, ben, clara }) {
        const hers = anna.client.channel("messaging", { members: ["anna", "ben"] });
        const his = ben.client.channel("messaging", { members: ["ben", "anna"] });
        const others = anna.client.channel("messaging", { members: ["anna", "ben", "clara"] });
        for (const channel of [hers, his, others]) await channel.create();
        assert.match(hers.id, /^!members-/);
        assert.equal(hers.cid, his.cid);
        assert.notEqual(hers.cid, others.cid);
        assert.equal((await clara.hears("notification.added_to_channel")).cid, others.cid);
      },
    },
    {
      says: "a query finds one's channels by members, name and custom data, sorted and by page",
      covers: ["StreamChat.queryChannels"],
      async run({ stage, anna, ben }) {
        const made = [];
        for (const rank of [3, 1, 2]) [made[rank]] = await stage.room([anna, ben], { data: { name: `Level ${rank}`, shelf: "q", rank }, watch: false });
        await made[2].sendMessage({ text: "in two" });
        const ranked = await ben.client.queryChannels({ shelf: "q", members: { $in: ["ben"] } }, { rank: 1 }, { limit: 2 });
        assert.deepEqual(ranked.map(({ data }) => data.rank), [1, 2]);
        assert.deepEqual(texts(ranked[1].state.messages), ["in two"]);
        assert.equal(ranked[1].countUnread(), 1);
        const rest = await ben.client.queryChannels({ shelf: "q", members: { $in: ["ben"] } }, { rank: 1 }, { limit: 2, offset: 2 });
        assert.deepEqual(rest.map(({ data }) => data.rank), [3]);
        const named = await ben.client.queryChannels({ $and: [{ shelf: "q" }, { name: { $autocomplete: "level 3" } }, { members: { $in: ["ben"] } }] });
        assert.deepEqual(named.map(({ cid }) => cid), [made[3].cid]);
        // The query watches: a message arrives as such.
        await made[3].sendMessage({ text: "watched" });
        assert.equal((await ben.hears("message.new")).cid, made[3].cid);
        await refused(ben.client.queryChannels({ members: { $in: ["ben"] }, shelf: { $nonsense: 1 } }), 4);
      },
    },
    {
      says: "a full update replaces the data and tells everybody, with a message",
      covers: ["Channel.update"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben], { data: { name: "Old", colour: "red" } });
        const { channel } = await hers.update({ name: "New" }, { text: "anna renamed the room", user_id: "anna" });
        assert.equal(channel.name, "New");
        assert.notProperty(channel, "colour");
        const event = await ben.hears("channel.updated");
        assert.equal(event.channel.name, "New");
        assert.equal(event.message.text, "anna renamed the room");
        assert.equal(his.data.name, "New");
        assert.notProperty(his.data, "colour");
        assert.include(his.data.own_capabilities, "send-message");
        assert.equal((await ben.hears("message.new")).message.type, "system");
        assert.deepEqual(texts(his.state.messages), ["anna renamed the room"]);
      },
    },
    {
      says: "a partial update sets and unsets single fields; freezing keeps others from writing",
      covers: ["Channel.updatePartial"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben], { data: { name: "Part", colour: "red" } });
        await hers.updatePartial({ set: { mood: "calm" }, unset: ["colour"] });
        await ben.hears("channel.updated");
        assert.deepEqual([his.data.name, his.data.mood, his.data.colour], ["Part", "calm", undefined]);
        await stage.backend("PATCH", `/channels/messaging/${hers.id}`, { set: { frozen: true } });
        await ben.hears("channel.updated", ({ channel }) => channel.frozen);
        assert.isTrue(his.data.frozen);
        await refused(his.sendMessage({ text: "too late" }), 17);
        await refused(his.updatePartial({ set: { mood: "loud" } }), 17);
      },
    },
    {
      says: "slow mode makes people wait, and ends",
      covers: ["Channel.enableSlowMode", "Channel.disableSlowMode"],
      async run({ stage, anna, ben }) {
        const [, his] = await stage.room([anna, ben]);
        await stage.backend("POST", `/channels/messaging/${his.id}`, { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
        const hers = anna.client.channel("messaging", his.id);
        await hers.enableSlowMode(30);
        assert.equal((await ben.hears("channel.updated", ({ channel }) => channel.cooldown === 30)).cid, his.cid);
        assert.equal(his.data.cooldown, 30);
        await his.sendMessage({ text: "one" });
        await refused(his.sendMessage({ text: "two" }), 60);
        await hers.disableSlowMode();
        await ben.hears("channel.updated", ({ channel }) => !channel.cooldown);
        await his.sendMessage({ text: "two" });
      },
    },
    {
      says: "a truncated channel is empty for everybody, but for a last word",
      covers: ["Channel.truncate", "Channel.lastMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        for (const text of ["a", "b"]) await hers.sendMessage({ text });
        await ben.hears("message.new", ({ message }) => message.text === "b");
        assert.equal(his.lastMessage().text, "b");
        await hers.truncate({ message: { text: "tidied up", user_id: "anna" } });
        const event = await ben.hears("channel.truncated");
        assert.equal(event.message.text, "tidied up");
        assert.deepEqual(texts(his.state.messages), ["tidied up"]);
        const again = await his.query({ messages: { limit: 10 } });
        assert.deepEqual(texts(again.messages), ["tidied up"]);
        assert.equal((await ben.client.getUnreadCount()).channels.find(({ channel_id: id }) => id === his.cid).unread_count, 1);
      },
    },
    {
      says: "a hidden channel stays away until somebody writes; its history may go",
      covers: ["Channel.hide", "Channel.show"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const mine = { cid: his.cid, members: { $in: ["ben"] } };
        await hers.sendMessage({ text: "before" });
        await his.hide(null, true);
        assert.isTrue((await ben.hears("channel.hidden")).clear_history);
        assert.isTrue(his.data.hidden);
        assert.deepEqual(await ben.client.queryChannels(mine), []);
        assert.lengthOf(await ben.client.queryChannels({ ...mine, hidden: true }), 1);
        await hers.sendMessage({ text: "after" });
        await ben.hears("channel.visible");
        const [back] = await ben.client.queryChannels(mine);
        assert.deepEqual(texts(back.state.messages), ["after"]);
        assert.deepEqual(texts(hers.state.messages), ["before", "after"]);
        await his.hide();
        await ben.hears("channel.hidden");
        await his.show();
        await ben.hears("channel.visible");
        assert.isNotTrue(his.data.hidden);
        await anna.hearsNo("channel.hidden");
      },
    },
    {
      says: "who stopped watching is told of messages as an absent member",
      covers: ["Channel.stopWatching"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await his.stopWatching();
        const { user, watcher_count: left } = await anna.hears("user.watching.stop");
        assert.deepEqual([user.id, left], ["ben", 1]);
        await hers.sendMessage({ text: "anybody?" });
        const event = await ben.hears("notification.message_new");
        assert.deepEqual([event.message.text, event.channel.cid], ["anybody?", his.cid]);
        await ben.hearsNo("message.new");
      },
    },
    {
      says: "tags to filter by are added and removed",
      covers: ["Channel.addFilterTags", "Channel.removeFilterTags"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const added = await hers.addFilterTags(["red", "blue"]);
        assert.sameMembers(added.channel.filter_tags, ["red", "blue"]);
        const found = await anna.client.queryChannels({ filter_tags: { $in: ["blue"] }, members: { $in: ["anna"] } });
        assert.deepEqual(each("cid", found), [hers.cid]);
        const left = await hers.removeFilterTags(["blue"]);
        assert.deepEqual(left.channel.filter_tags, ["red"]);
      },
    },
    {
      says: "a deleted channel is gone for everybody",
      covers: ["Channel.delete"],
      async run({ stage, anna, ben, clara }) {
        const [hers, his] = await stage.room([anna, ben]);
        const away = anna.client.channel("messaging", "away", { members: ["anna", "clara"] });
        await away.create();
        await hers.delete();
        assert.equal((await ben.hears("channel.deleted")).cid, his.cid);
        assert.isTrue(his.disconnected);
        assert.notProperty(ben.client.activeChannels, his.cid);
        assert.deepEqual(await ben.client.queryChannels({ cid: hers.cid, members: { $in: ["ben"] } }), []);
        await away.delete({ hard_delete: true });
        assert.equal((await clara.hears("notification.channel_deleted")).cid, "messaging:away");
      },
    },
    {
      says: "several channels are deleted at once, by who may",
      covers: ["StreamChat.deleteChannels"],
      async run({ stage, anna, ben }) {
        const [first] = await stage.room([anna, ben]);
        const [second] = await stage.room([anna, ben]);
        const { result, task_id: task } = await anna.client.deleteChannels([first.cid, second.cid], { hard_delete: true });
        assert.sameMembers(Object.keys(result), [first.cid, second.cid]);
        assert.isString(task);
        await ben.hears("channel.deleted", ({ cid }) => cid === first.cid);
        await ben.hears("channel.deleted", ({ cid }) => cid === second.cid);
      },
    },
  ],
};
