/** Owns the tour's chapter on bans: from a channel, from the app, and without the banned one noticing. */
import { assert, each, refused, texts } from "./checks.mjs";

/** A room that Anna moderates. */
async function moderated({ stage, anna, ben, clara }) {
  const rooms = await stage.room([anna, ben, clara]);
  await stage.backend("POST", `/channels/messaging/${rooms[0].id}`, { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
  await stage.calm(anna, ben, clara);
  return rooms;
}

export default {
  title: "Bans",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "who is banned from a channel reads on but cannot write there",
      covers: ["Channel.banUser", "Channel.unbanUser", "StreamChat.queryBannedUsers"],
      async run(cast) {
        const { anna, ben, clara } = cast;
        const [hers, his, theirs] = await moderated(cast);
        await refused(his.banUser("clara", {}), 17);
        await hers.banUser("ben", { reason: "spam", timeout: 30 });
        const event = await clara.hears("user.banned");
        assert.deepEqual([event.cid, event.user.id, event.reason, event.created_by.id], [hers.cid, "ben", "spam", "anna"]);
        assert.isTrue(theirs.state.members.ben.banned);
        await ben.hears("user.banned");
        await refused(his.sendMessage({ text: "but" }), 17);
        await hers.sendMessage({ text: "quiet now" });
        await ben.hears("message.new");
        const { bans } = await anna.client.queryBannedUsers({ channel_cid: hers.cid });
        assert.deepEqual(bans.map(({ user, banned_by: by, reason }) => [user.id, by.id, reason]), [["ben", "anna", "spam"]]);
        await hers.unbanUser("ben");
        assert.equal((await clara.hears("user.unbanned")).user.id, "ben");
        assert.isFalse(theirs.state.members.ben.banned);
        await his.sendMessage({ text: "sorry" });
      },
    },
    {
      says: "who is shadow banned does not notice, and nobody hears him",
      covers: ["Channel.shadowBan", "Channel.removeShadowBan"],
      async run(cast) {
        const { ben, clara } = cast;
        const [hers, his, theirs] = await moderated(cast);
        await hers.shadowBan("ben", {});
        const { message } = await his.sendMessage({ text: "can you hear me?" });
        assert.isNotTrue(message.shadowed);
        await ben.hears("message.new");
        assert.deepEqual(texts(his.state.messages), ["can you hear me?"]);
        await clara.settled();
        assert.deepEqual(texts(theirs.state.messages), []);
        assert.equal(theirs.countUnread(), 0);
        await hers.removeShadowBan("ben");
        await his.sendMessage({ text: "and now?" });
        await clara.hears("message.new", (event) => event.message.text === "and now?");
        assert.deepEqual(texts(theirs.state.messages), ["and now?"]);
      },
    },
    {
      says: "an administrator bans from the whole app",
      covers: ["StreamChat.banUser", "StreamChat.unbanUser", "StreamChat.shadowBan", "StreamChat.removeShadowBan"],
      async run({ stage, anna, ben }) {
        const admin = await stage.person("admin");
        await stage.backend("POST", "/users", { users: { admin: { id: "admin", role: "admin" } } });
        const [hers, his] = await stage.room([anna, ben]);
        await refused(anna.client.banUser("ben", {}), 17);
        await admin.client.banUser("ben", { reason: "everywhere" });
        await ben.hears("user.banned", ({ cid }) => !cid);
        await refused(his.sendMessage({ text: "here?" }), 17);
        const { users } = await anna.client.queryUsers({ id: "ben" });
        assert.isTrue(users[0].banned);
        await admin.client.unbanUser("ben");
        await ben.hears("user.unbanned");
        await his.sendMessage({ text: "back" });
        await anna.hears("message.new");
        await admin.client.shadowBan("ben", {});
        await his.sendMessage({ text: "unheard" });
        await anna.settled();
        assert.deepEqual(texts(hers.state.messages), ["back"]);
        await admin.client.removeShadowBan("ben");
        await his.sendMessage({ text: "heard" });
        await anna.hears("message.new", ({ message }) => message.text === "heard");
      },
    },
    {
      says: "a ban may cover what its victim's channels will be",
      covers: ["StreamChat.queryFutureChannelBans"],
      async run(cast) {
        const [hers] = await moderated(cast);
        await hers.banUser("ben", { ban_from_future_channels: true });
        const { bans } = await cast.anna.client.queryFutureChannelBans();
        assert.deepEqual(each("user", bans).map(({ id }) => id), ["ben"]);
        await hers.unbanUser("ben", { remove_future_channels_ban: true });
        assert.deepEqual((await cast.anna.client.queryFutureChannelBans()).bans, []);
      },
    },
  ],
};
