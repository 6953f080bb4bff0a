/** Owns the tour's chapter on flags: telling moderators about messages and people. */
import { assert, refused } from "./checks.mjs";

export default {
  title: "Flags",
  people: ["anna", "ben"],
  steps: [
    {
      says: "a flagged message reaches the moderators, and nobody else",
      covers: ["StreamChat.flagMessage", "StreamChat.queryMessageFlags"],
      async run({ stage, anna, ben }) {
        const admin = await stage.person("admin");
        await stage.backend("POST", "/users", { users: { admin: { id: "admin", role: "admin" } } });
        const [hers] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "buy this" });
        const { flag } = await ben.client.flagMessage(message.id, { reason: "spam" });
        assert.deepEqual([flag.target_message_id, flag.user.id], [message.id, "ben"]);
        const { flags } = await admin.client.queryMessageFlags({ channel_cid: hers.cid });
        assert.deepEqual(flags.map((one) => [one.message.id, one.user.id]), [[message.id, "ben"]]);
        await refused(anna.client.queryMessageFlags({ channel_cid: hers.cid }), 17);
        await anna.hearsNo("message.updated");
      },
    },
    {
      says: "a user is flagged",
      covers: ["StreamChat.flagUser"],
      async run({ anna }) {
        const { flag } = await anna.client.flagUser("ben", { reason: "rude" });
        assert.equal(flag.target_user.id, "ben");
        await refused(anna.client.flagUser("nobody"), 16);
      },
    },
    {
      says: "the newer calls for flags do the same",
      covers: ["Moderation.flagMessage", "Moderation.flagUser", "Moderation.flag"],
      async run({ stage, anna, ben }) {
        const [hers] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "buy that" });
        assert.isString((await ben.client.moderation.flagMessage(message.id, "spam")).item_id);
        assert.isString((await ben.client.moderation.flagUser("anna", "rude")).item_id);
        const { message: other } = await hers.sendMessage({ text: "and that" });
        assert.isString((await ben.client.moderation.flag("stream:chat:v1:message", other.id, "anna", "spam")).item_id);
      },
    },
  ],
};
