/** Owns the tour's chapter on delivery receipts. */
import { assert, each } from "./checks.mjs";

const at = ({ id, created_at: sent }) => ({ msgId: id, timestampMs: new Date(sent).getTime() });

export default {
  title: "Delivery receipts",
  people: ["anna", "ben"],
  steps: [
    {
      says: "who received a message but has not read it is told apart",
      covers: [
        "StreamChat.markChannelsDelivered", "MessageReceiptsTracker.hasUserDelivered", "MessageReceiptsTracker.deliveredForMessage",
        "MessageReceiptsTracker.deliveredNotReadForMessage", "MessageReceiptsTracker.groupUsersByLastDeliveredMessage",
      ],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "there?" });
        await ben.client.markChannelsDelivered({ latest_delivered_messages: [{ cid: his.cid, id: message.id }] });
        const event = await anna.hears("message.delivered");
        assert.deepEqual([event.user.id, event.last_delivered_message_id], ["ben", message.id]);
        assert.equal(hers.state.read.ben.last_delivered_message_id, message.id);
        const tracker = hers.messageReceiptsTracker;
        assert.isTrue(tracker.hasUserDelivered(at(message), "ben"));
        assert.isFalse(tracker.hasUserRead(at(message), "ben"));
        assert.include(each("id", tracker.deliveredForMessage(at(message))), "ben");
        assert.deepEqual(each("id", tracker.deliveredNotReadForMessage(at(message))), ["ben"]);
        assert.include(each("id", tracker.groupUsersByLastDeliveredMessage()[message.id]), "ben");
        await his.markRead();
        await anna.hears("message.read");
        assert.deepEqual(tracker.deliveredNotReadForMessage(at(message)), []);
      },
    },
    {
      says: "the SDK reports deliveries by itself",
      covers: [],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "you need not do anything" });
        const event = await anna.hears("message.delivered");
        assert.deepEqual([event.user.id, event.last_delivered_message_id], ["ben", message.id]);
      },
    },
    {
      says: "who keeps deliveries to himself is not reported",
      covers: ["StreamChat.markChannelsDelivered"],
      async run({ stage, anna }) {
        const dora = await stage.person("dora", { privacy_settings: { delivery_receipts: { enabled: false } } });
        const [hers, theirs] = await stage.room([anna, dora]);
        const { message } = await hers.sendMessage({ text: "secretly?" });
        await dora.client.markChannelsDelivered({ latest_delivered_messages: [{ cid: theirs.cid, id: message.id }] });
        await anna.hearsNo("message.delivered", ({ user }) => user.id === "dora");
      },
    },
  ],
};
