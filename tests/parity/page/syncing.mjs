/** Owns the tour's chapter on what was missed: sync, and recovery after a lost connection. */
import { assert, each, texts } from "./checks.mjs";

export default {
  title: "Sync and recovery",
  people: ["anna", "ben"],
  steps: [
    {
      says: "sync replays what happened since, oldest first, and no typing",
      covers: ["StreamChat.sync"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message: before } = await hers.sendMessage({ text: "before" });
        const { message } = await hers.sendMessage({ text: "missed" });
        await his.sendReaction(message.id, { type: "like" });
        await hers.keystroke();
        await anna.client.updateMessage({ id: message.id, text: "missed, edited" });
        const { events } = await ben.client.sync([his.cid], new Date(new Date(before.created_at).getTime() + 1).toISOString());
        assert.deepEqual(each("type", events), ["message.new", "reaction.new", "message.updated"]);
        assert.equal(events[2].message.text, "missed, edited");
      },
    },
    {
      says: "sync names the channels that are closed to the caller",
      covers: ["StreamChat.sync"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna]);
        const { inaccessible_cids: closed } = await ben.client.sync([hers.cid], new Date(Date.now() - 60_000).toISOString(), { with_inaccessible_cids: true });
        assert.deepEqual(closed, [hers.cid]);
      },
    },
    {
      says: "after a lost connection the channels are as they are on the server",
      covers: ["StreamChat.closeConnection", "StreamChat.openConnection", "StreamChat.recoverState"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await hers.sendMessage({ text: "one" });
        await ben.hears("message.new");
        await ben.client.closeConnection();
        await hers.sendMessage({ text: "two" });
        await ben.client.openConnection();
        await ben.client.recoverState();
        assert.deepEqual(texts(his.state.messages), ["one", "two"]);
        assert.equal(his.countUnread(), 2);
        await hers.sendMessage({ text: "three" });
        await ben.hears("message.new");
        assert.deepEqual(texts(his.state.messages), ["one", "two", "three"]);
      },
    },
  ],
};
