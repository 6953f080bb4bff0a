/** Owns the tour's chapter on pinned messages. */
import { assert, texts } from "./checks.mjs";

const pinned = (channel) => texts(channel.state.pinnedMessages);

export default {
  title: "Pinned messages",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a pinned message is pinned for everybody, until it is unpinned",
      covers: ["StreamChat.pinMessage", "StreamChat.unpinMessage", "Channel.getPinnedMessages"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message: first } = await hers.sendMessage({ text: "first" });
        const { message: second } = await his.sendMessage({ text: "second" });
        const { message } = await anna.client.pinMessage(first.id, 600);
        assert.isTrue(message.pinned);
        assert.equal(message.pinned_by.id, "anna");
        assert.isAbove(new Date(message.pin_expires).getTime(), Date.now() + 500_000);
        await ben.hears("message.updated", ({ message: { id } }) => id === first.id);
        assert.deepEqual(pinned(his), ["first"]);
        await anna.client.pinMessage(second, null);
        await ben.hears("message.updated", ({ message: { id } }) => id === second.id);
        const { messages } = await his.getPinnedMessages({ limit: 10 });
        assert.deepEqual(texts(messages), ["second", "first"]);
        const oldest = await his.getPinnedMessages({ limit: 1 }, [{ pinned_at: 1 }]);
        assert.deepEqual(texts(oldest.messages), ["first"]);
        const again = await ben.client.channel("messaging", his.id).query({ messages: { limit: 1 } });
        assert.sameMembers(texts(again.pinned_messages), ["first", "second"]);
        await anna.client.unpinMessage(first.id);
        await ben.hears("message.updated", ({ message: { id, pinned: is } }) => id === first.id && !is);
        assert.deepEqual(pinned(his), ["second"]);
      },
    },
    {
      says: "a pin may end by itself: clients are told when",
      covers: ["StreamChat.pinMessage", "Channel.getPinnedMessages"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const { message } = await hers.sendMessage({ text: "briefly" });
        const end = new Date(Date.now() + 60_000);
        await anna.client.pinMessage(message.id, end);
        const { messages } = await hers.getPinnedMessages({ limit: 10 });
        assert.deepEqual(messages.map(({ pin_expires: expires }) => new Date(expires).getTime()), [end.getTime()]);
        await anna.hears("message.updated");
        assert.equal(new Date(hers.state.pinnedMessages[0].pin_expires).getTime(), end.getTime());
      },
    },
  ],
};
