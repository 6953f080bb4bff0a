/** Owns the tour's chapter on blocking people. */
import { assert, each } from "./checks.mjs";

export default {
  title: "Blocks",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "who is blocked disappears from conversations of two, until unblocked",
      covers: ["StreamChat.blockUser", "StreamChat.unBlockUser", "StreamChat.getBlockedUsers"],
      async run({ stage, anna, ben, clara }) {
        const his = ben.client.channel("messaging", { members: ["anna", "ben"] });
        await his.create();
        const [group] = await stage.room([ben, anna, clara]);
        const hers = anna.client.channel("messaging", his.id);
        await hers.watch();
        await stage.calm(anna, ben);
        const answer = await anna.client.blockUser("ben");
        assert.deepEqual([answer.blocked_by_user_id, answer.blocked_user_id], ["anna", "ben"]);
        assert.equal((await anna.hears("channel.hidden")).cid, hers.cid);
        assert.deepEqual(anna.client.blockedUsers.getLatestValue().userIds, ["ben"]);
        const { blocks } = await anna.client.getBlockedUsers();
        assert.deepEqual(each("blocked_user_id", blocks), ["ben"]);
        await his.sendMessage({ text: "hello?" });
        await anna.hearsNo("message.new", ({ cid }) => cid === his.cid);
        assert.lengthOf(await anna.client.queryChannels({ cid: his.cid, members: { $in: ["anna"] } }), 0);
        await group.sendMessage({ text: "to all" });
        await anna.hears("message.new", ({ cid }) => cid === group.cid);
        await anna.client.unBlockUser("ben");
        assert.deepEqual(anna.client.blockedUsers.getLatestValue().userIds, []);
        assert.deepEqual((await anna.client.getBlockedUsers()).blocks, []);
        assert.lengthOf(await anna.client.queryChannels({ cid: his.cid, members: { $in: ["anna"] } }), 1);
      },
    },
  ],
};
