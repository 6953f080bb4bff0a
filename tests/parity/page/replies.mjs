/** Owns the tour's chapter on replies as a channel holds them. Threads as lists of their own: threads.mjs. */
import { assert, each, refused, texts } from "./checks.mjs";

const said = async (channel, message) => (await channel.sendMessage(message)).message;

export default {
  title: "Replies",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a reply belongs to its message, not to the channel",
      covers: ["Channel.sendMessage", "Channel.getReplies"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const parent = await said(hers, { text: "question" });
        const reply = await said(his, { text: "answer", parent_id: parent.id });
        assert.deepEqual([reply.type, reply.parent_id], ["reply", parent.id]);
        await anna.hears("message.new", ({ message }) => message.id === reply.id);
        const { message } = await anna.hears("message.updated");
        assert.deepEqual([message.id, message.reply_count], [parent.id, 1]);
        assert.include(each("id", message.thread_participants), "ben");
        assert.deepEqual(texts(hers.state.messages), ["question"]);
        assert.equal(hers.state.messages[0].reply_count, 1);
        assert.deepEqual(texts(hers.state.threads[parent.id]), ["answer"]);
        assert.equal(hers.countUnread(), 0);
        await refused(hers.sendMessage({ text: "deeper", parent_id: reply.id }), 21);
        const { messages } = await his.getReplies(parent.id, { limit: 10 });
        assert.deepEqual(texts(messages), ["answer"]);
      },
    },
    {
      says: "a reply may be shown in the channel as well",
      covers: ["Channel.sendMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const parent = await said(hers, { text: "question" });
        await said(his, { text: "to all", parent_id: parent.id, show_in_channel: true });
        await anna.hears("message.new", ({ user }) => user.id === "ben");
        assert.deepEqual(texts(hers.state.messages), ["question", "to all"]);
        assert.deepEqual(texts(hers.state.threads[parent.id]), ["to all"]);
        assert.equal(hers.countUnread(), 1);
      },
    },
    {
      says: "replies come by page, oldest first",
      covers: ["Channel.getReplies"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const parent = await said(hers, { text: "count" });
        const ids = [];
        for (const text of ["1", "2", "3", "4", "5"]) ids.push((await said(hers, { text, parent_id: parent.id })).id);
        const newest = await hers.getReplies(parent.id, { limit: 2 }, [{ created_at: -1 }]);
        assert.deepEqual(texts(newest.messages), ["4", "5"]);
        const older = await hers.getReplies(parent.id, { limit: 2, id_lt: ids[3] });
        assert.deepEqual(texts(older.messages), ["2", "3"]);
        const around = await hers.getReplies(parent.id, { limit: 3, id_around: ids[2] });
        assert.deepEqual(texts(around.messages), ["2", "3", "4"]);
        assert.deepEqual(texts(hers.state.threads[parent.id]), ["1", "2", "3", "4", "5"]);
      },
    },
    {
      says: "a deleted reply lowers the count",
      covers: ["StreamChat.deleteMessage"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const parent = await said(hers, { text: "question" });
        const reply = await said(his, { text: "oops", parent_id: parent.id });
        await anna.hears("message.updated", ({ message }) => message.reply_count === 1);
        await ben.client.deleteMessage(reply.id, true);
        await anna.hears("message.deleted");
        await anna.hears("message.updated", ({ message }) => message.reply_count === 0);
        assert.deepEqual(hers.state.threads[parent.id], []);
        assert.equal(hers.state.messages[0].reply_count, 0);
      },
    },
  ],
};
