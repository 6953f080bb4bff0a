/** Owns the tour's chapter on reactions. */
import { assert, each } from "./checks.mjs";

const said = async (channel, text = "cake?") => (await channel.sendMessage({ text })).message;

export default {
  title: "Reactions",
  people: ["anna", "ben", "clara"],
  steps: [
    {
      says: "a reaction is counted for everybody and owned by one",
      covers: ["Channel.sendReaction", "ChannelState.findMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { id } = await said(hers);
        const { message, reaction } = await his.sendReaction(id, { type: "love", score: 2, emoji: "heart" });
        assert.include(reaction, { type: "love", score: 2, user_id: "ben", emoji: "heart", message_id: id });
        assert.deepEqual(message.reaction_counts, { love: 1 });
        assert.deepEqual(message.reaction_scores, { love: 2 });
        assert.deepEqual(each("type", message.own_reactions), ["love"]);
        const event = await anna.hears("reaction.new");
        assert.equal(event.reaction.user.id, "ben");
        assert.equal(event.message.reaction_groups.love.sum_scores, 2);
        const hold = hers.state.findMessage(id);
        assert.deepEqual(each("user_id", hold.latest_reactions), ["ben"]);
        assert.deepEqual(hold.own_reactions, []);
        await ben.hears("reaction.new");
        assert.deepEqual(each("type", his.state.findMessage(id).own_reactions), ["love"]);
      },
    },
    {
      says: "a unique reaction replaces the others of its user",
      covers: ["Channel.sendReaction"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { id } = await said(hers);
        await his.sendReaction(id, { type: "love" });
        await his.sendReaction(id, { type: "like" });
        await hers.sendReaction(id, { type: "like" });
        const { message } = await his.sendReaction(id, { type: "wow" }, { enforce_unique: true });
        assert.deepEqual(message.reaction_counts, { like: 1, wow: 1 });
        assert.equal((await anna.hears("reaction.updated")).reaction.type, "wow");
        assert.deepEqual(each("type", hers.state.findMessage(id).own_reactions), ["like"]);
        await ben.hears("reaction.updated");
        assert.deepEqual(each("type", his.state.findMessage(id).own_reactions), ["wow"]);
      },
    },
    {
      says: "a removed reaction leaves no trace",
      covers: ["Channel.deleteReaction"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { id } = await said(hers);
        await his.sendReaction(id, { type: "sad" });
        const { message, reaction } = await his.deleteReaction(id, "sad");
        assert.equal(reaction.type, "sad");
        assert.deepEqual(message.latest_reactions, []);
        assert.equal((await anna.hears("reaction.deleted")).reaction.user_id, "ben");
        const hold = hers.state.findMessage(id);
        assert.deepEqual([hold.latest_reactions, hold.reaction_groups ?? {}], [[], {}]);
        await ben.hears("reaction.deleted");
        assert.deepEqual(his.state.findMessage(id).own_reactions, []);
      },
    },
    {
      says: "reactions are listed by page and queried by type and user",
      covers: ["Channel.getReactions", "StreamChat.queryReactions"],
      async run({ stage, anna, ben, clara }) {
        const rooms = await stage.room([anna, ben, clara]);
        const { id } = await said(rooms[0]);
        for (const room of rooms) await room.sendReaction(id, { type: "like" });
        await rooms[0].sendReaction(id, { type: "wow" });
        const first = await rooms[0].getReactions(id, { limit: 3 });
        const rest = await rooms[0].getReactions(id, { limit: 3, offset: 3 });
        assert.deepEqual([first.reactions.length, rest.reactions.length], [3, 1]);
        const likes = await anna.client.queryReactions(id, { type: "like" }, { created_at: 1 }, { limit: 2 });
        assert.deepEqual(each("user_id", likes.reactions), ["anna", "ben"]);
        const more = await anna.client.queryReactions(id, { type: "like" }, { created_at: 1 }, { limit: 2, next: likes.next });
        assert.deepEqual(each("user_id", more.reactions), ["clara"]);
        assert.notOk(more.next);
        const hers = await ben.client.queryReactions(id, { user_id: "anna" });
        assert.sameMembers(each("type", hers.reactions), ["like", "wow"]);
      },
    },
  ],
};
