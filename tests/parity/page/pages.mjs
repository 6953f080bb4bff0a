/** Owns the tour's chapter on long histories: pages of messages, jumps, and how the SDK puts them together. */
import { assert, texts } from "./checks.mjs";

const numbers = (from, to) => Array.from({ length: to - from + 1 }, (_, at) => `m${from + at}`);

/** A room with 30 messages, m1 to m30; somebody else opens it with the newest ten. */
async function longRoom({ stage, anna, ben }) {
  const [hers] = await stage.room([anna, ben], { watch: false });
  const ids = {};
  for (const text of numbers(1, 30)) ids[text] = (await hers.sendMessage({ text })).message.id;
  const his = ben.client.channel("messaging", hers.id);
  await his.watch({ messages: { limit: 10 } });
  return { hers, his, ids };
}

export default {
  title: "Pages of messages",
  people: ["anna", "ben"],
  steps: [
    {
      says: "older messages come page by page until the first",
      covers: ["Channel.query"],
      async run(cast) {
        const { his, ids } = await longRoom(cast);
        assert.deepEqual(texts(his.state.messages), numbers(21, 30));
        const page = await his.query({ messages: { limit: 15, id_lt: ids.m21 } });
        assert.deepEqual(texts(page.messages), numbers(6, 20));
        assert.deepEqual(texts(his.state.messages), numbers(6, 30));
        assert.isTrue(his.state.messagePagination.hasPrev);
        const last = await his.query({ messages: { limit: 15, id_lt: ids.m6 } });
        assert.deepEqual(texts(last.messages), numbers(1, 5));
        assert.isFalse(his.state.messagePagination.hasPrev);
        const after = await his.query({ messages: { limit: 3, id_gt: ids.m5 } });
        assert.deepEqual(texts(after.messages), numbers(6, 8));
      },
    },
    {
      says: "a jump lands in the middle of the page, and back at the newest",
      covers: ["ChannelState.loadMessageIntoState", "ChannelState.findMessage"],
      async run(cast) {
        const { hers, his, ids } = await longRoom(cast);
        await his.state.loadMessageIntoState(ids.m10, undefined, 5);
        assert.deepEqual(texts(his.state.messages), numbers(8, 12));
        assert.deepEqual([his.state.messagePagination.hasPrev, his.state.messagePagination.hasNext], [true, true]);
        await hers.sendMessage({ text: "m31" });
        await cast.ben.hears("message.new");
        assert.deepEqual(texts(his.state.messages), numbers(8, 12));
        await his.state.loadMessageIntoState("latest");
        assert.deepEqual(texts(his.state.messages), numbers(21, 31));
        assert.equal(his.state.findMessage(ids.m9).text, "m9");
      },
    },
    {
      says: "pages that meet become one list",
      covers: ["ChannelState.loadMessageIntoState", "Channel.query"],
      async run(cast) {
        const { his, ids } = await longRoom(cast);
        await his.state.loadMessageIntoState(ids.m16, undefined, 5);
        await his.query({ messages: { limit: 10, id_gt: ids.m18 } }, "current");
        assert.deepEqual(texts(his.state.messages), numbers(14, 30));
        assert.lengthOf(his.state.messageSets, 1);
      },
    },
    {
      says: "what is held can be cut, and is fetched again",
      covers: ["ChannelState.pruneOldest", "ChannelState.clearMessages", "Channel.query"],
      async run(cast) {
        const { his, ids } = await longRoom(cast);
        his.state.pruneOldest(4);
        assert.deepEqual(texts(his.state.messages), numbers(27, 30));
        await his.query({ messages: { limit: 2, id_lt: ids.m27 } });
        assert.deepEqual(texts(his.state.messages), numbers(25, 30));
        his.state.clearMessages();
        assert.deepEqual(his.state.messages, []);
        await his.query({ messages: { limit: 2 } }, "latest");
        assert.deepEqual(texts(his.state.messages), numbers(29, 30));
      },
    },
    {
      says: "members and watchers come by page too",
      covers: ["Channel.query"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben]);
        const answer = await hers.query({ members: { limit: 1, offset: 1 }, watchers: { limit: 10, offset: 0 } });
        assert.lengthOf(answer.members, 1);
        assert.sameMembers(answer.watchers.map(({ id }) => id), ["anna", "ben"]);
        assert.sameMembers(Object.keys(hers.state.watchers), ["anna", "ben"]);
      },
    },
  ],
};
