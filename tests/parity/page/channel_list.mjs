/** Owns the tour's chapter on lists of channels that keep themselves in order: the SDK's channel manager. */
import { assert, until } from "./checks.mjs";

export default {
  title: "Channel lists",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a list loads by page, follows new messages and new channels, and drops what is gone",
      covers: ["ChannelManager.queryChannels", "ChannelManager.loadNext", "ChannelManager.registerSubscriptions", "ChannelManager.unregisterSubscriptions"],
      async run({ stage, anna, ben }) {
        const rooms = [];
        for (const name of ["one", "two", "three"]) {
          const [room] = await stage.room([anna, ben], { data: { name }, watch: false });
          await room.sendMessage({ text: name });
          rooms.push(room);
        }
        const list = ben.client.createChannelManager({});
        list.registerSubscriptions();
        const names = () => list.state.getLatestValue().channels.map(({ data }) => data.name);
        await list.queryChannels({ members: { $in: ["ben"] } }, { last_message_at: -1 }, { limit: 2 });
        assert.deepEqual(names(), ["three", "two"]);
        assert.isTrue(list.state.getLatestValue().pagination.hasNext);
        await list.loadNext();
        assert.deepEqual(names(), ["three", "two", "one"]);
        await rooms[0].sendMessage({ text: "again" });
        await until("the channel moves up", () => names()[0] === "one");
        assert.deepEqual(names(), ["one", "three", "two"]);
        await anna.client.channel("messaging", "fresh", { members: ["anna", "ben"], name: "fresh" }).create();
        await until("the new channel is listed", () => names()[0] === "fresh");
        await rooms[1].delete();
        await until("the deleted channel is dropped", () => !names().includes("two"));
        await rooms[2].removeMembers(["ben"]);
        await until("the left channel is dropped", () => !names().includes("three"));
        list.unregisterSubscriptions();
        assert.deepEqual(names(), ["fresh", "one"]);
      },
    },
    {
      says: "a list can be set from outside",
      covers: ["ChannelManager.setChannels", "ChannelManager.setOptions"],
      async run({ stage, anna, ben }) {
        const [, his] = await stage.room([anna, ben]);
        const list = ben.client.createChannelManager({});
        list.setOptions({ lockChannelOrder: true });
        list.setChannels([his]);
        assert.deepEqual(list.state.getLatestValue().channels.map(({ cid }) => cid), [his.cid]);
      },
    },
  ],
};
