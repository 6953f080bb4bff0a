/** Owns the tour's chapter on members: joining, leaving, roles, their own settings of a channel. */
import { assert, each, refused } from "./checks.mjs";

export default {
  title: "Members",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "who is added hears of it, and the others see him",
      covers: ["Channel.addMembers"],
      async run({ stage, anna, ben, clara }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { channel, members } = await hers.addMembers(["clara"], { text: "clara joined", user_id: "anna" });
        assert.equal(channel.member_count, 3);
        assert.sameMembers(each("user_id", members), ["anna", "ben", "clara"]);
        assert.equal((await ben.hears("member.added")).member.user_id, "clara");
        assert.sameMembers(Object.keys(his.state.members), ["anna", "ben", "clara"]);
        await ben.hears("channel.updated");
        assert.equal(his.data.member_count, 3);
        assert.equal((await clara.hears("notification.added_to_channel")).member.user_id, "clara");
        assert.equal((await ben.hears("message.new")).message.text, "clara joined");
        await refused(his.addMembers(["clara"]), 17);
      },
    },
    {
      says: "who is added without history sees only what comes",
      covers: ["Channel.addMembers"],
      async run({ stage, anna, clara }) {
        const [hers] = await stage.room([anna]);
        await hers.sendMessage({ text: "secret" });
        await hers.addMembers(["clara"], undefined, { hide_history: true });
        const theirs = clara.client.channel("messaging", hers.id);
        await theirs.watch();
        assert.deepEqual(theirs.state.messages, []);
        await hers.sendMessage({ text: "public" });
        await clara.hears("message.new");
        assert.lengthOf(theirs.state.messages, 1);
      },
    },
    {
      says: "who is removed, or leaves, loses access",
      covers: ["Channel.removeMembers"],
      async run({ stage, anna, ben, clara }) {
        const [hers, his, theirs] = await stage.room([anna, ben, clara]);
        await hers.removeMembers(["clara"]);
        assert.equal((await ben.hears("member.removed")).user.id, "clara");
        assert.sameMembers(Object.keys(his.state.members), ["anna", "ben"]);
        assert.equal((await clara.hears("notification.removed_from_channel")).cid, theirs.cid);
        assert.isTrue(theirs.disconnected);
        await refused(clara.client.channel("messaging", hers.id).watch(), 17);
        await his.removeMembers(["ben"]);
        assert.equal((await anna.hears("member.removed", ({ user }) => user.id === "ben")).cid, hers.cid);
        assert.deepEqual(Object.keys(hers.state.members), ["anna"]);
        await hers.sendMessage({ text: "alone" });
        await ben.hearsNo("message.new");
      },
    },
    {
      says: "members are found by name, id and role",
      covers: ["Channel.queryMembers"],
      async run({ stage, anna, ben, clara }) {
        const [hers] = await stage.room([anna, ben, clara]);
        const byName = await hers.queryMembers({ name: { $autocomplete: "cla" } });
        assert.deepEqual(each("user_id", byName.members), ["clara"]);
        const page = await hers.queryMembers({}, { created_at: -1 }, { limit: 2 });
        assert.lengthOf(page.members, 2);
        const byId = await hers.queryMembers({ id: { $in: ["ben", "nobody"] } });
        assert.deepEqual(each("user_id", byId.members), ["ben"]);
        assert.equal(byId.members[0].user.name, "ben");
      },
    },
    {
      says: "moderators are made and unmade, and may do more",
      covers: ["Channel.addModerators", "Channel.demoteModerators", "Channel.assignRoles"],
      async run({ stage, anna, ben }) {
        await stage.backend("POST", "/users", { users: { anna: { id: "anna", name: "anna", role: "admin" } } });
        const [hers, his] = await stage.room([anna, ben]);
        await hers.addModerators(["ben"]);
        const { member } = await ben.hears("member.updated");
        assert.deepEqual([member.user_id, member.channel_role, member.is_moderator], ["ben", "channel_moderator", true]);
        assert.equal(his.state.membership.channel_role, "channel_moderator");
        const [mayDelete] = (await ben.client.queryChannels({ cid: his.cid })).map(({ data }) => data.own_capabilities.includes("delete-any-message"));
        assert.isTrue(mayDelete);
        await hers.demoteModerators(["ben"]);
        const { created_at: demoted, member: plain } = await ben.hears("member.updated");
        assert.equal(plain.channel_role, "channel_member");
        await hers.assignRoles([{ user_id: "ben", channel_role: "channel_moderator" }]);
        await anna.hears("member.updated", ({ created_at: at }) => at > demoted);
        assert.equal(hers.state.members.ben.channel_role, "channel_moderator");
      },
    },
    {
      says: "a member has custom data of his own in a channel",
      covers: ["Channel.updateMemberPartial"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { channel_member: own } = await his.updateMemberPartial({ set: { nick: "Benny", badge: 1 } });
        assert.include(own, { user_id: "ben", nick: "Benny", badge: 1 });
        assert.equal((await anna.hears("member.updated")).member.nick, "Benny");
        assert.equal(hers.state.members.ben.nick, "Benny");
        await ben.hears("member.updated");
        assert.equal(his.state.membership.nick, "Benny");
        await his.updateMemberPartial({ unset: ["badge"] });
        await anna.hears("member.updated");
        assert.notProperty(hers.state.members.ben, "badge");
      },
    },
    {
      says: "a channel is pinned, or archived, for one member alone",
      covers: ["Channel.pin", "Channel.unpin", "Channel.archive", "Channel.unarchive"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const mine = { cid: his.cid, members: { $in: ["ben"] } };
        const pinned = await his.pin();
        assert.isString(pinned.pinned_at);
        await ben.hears("member.updated", ({ member }) => member.pinned_at);
        assert.ok(his.state.membership.pinned_at);
        assert.lengthOf(await ben.client.queryChannels({ ...mine, pinned: true }), 1);
        assert.lengthOf(await anna.client.queryChannels({ cid: hers.cid, members: { $in: ["anna"] }, pinned: true }), 0);
        assert.notOk((await his.unpin()).pinned_at);
        await ben.hears("member.updated", ({ member }) => !member.pinned_at);
        assert.notOk(his.state.membership.pinned_at);
        assert.isString((await his.archive()).archived_at);
        assert.lengthOf(await ben.client.queryChannels({ ...mine, archived: true }), 1);
        assert.lengthOf(await ben.client.queryChannels({ ...mine, archived: false }), 0);
        assert.notOk((await his.unarchive()).archived_at);
        assert.lengthOf(await ben.client.queryChannels({ ...mine, archived: false }), 1);
      },
    },
  ],
};
