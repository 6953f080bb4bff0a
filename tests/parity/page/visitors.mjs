/** Owns the tour's chapter on those without an account: guests and anonymous visitors. */
import { assert, refused, texts } from "./checks.mjs";

export default {
  title: "Guests and anonymous users",
  people: ["anna"],
  steps: [
    {
      says: "a guest gets an account, and writes where everybody may",
      covers: ["StreamChat.setGuestUser", "Channel.sendMessage"],
      async run({ stage, anna }) {
        const [square] = await stage.room([anna], { type: "livestream" });
        const guest = stage.stranger("guest");
        const { me } = await guest.client.setGuestUser({ id: "gus", name: "Gus" });
        assert.equal(me.role, "guest");
        assert.equal(me.name, "Gus");
        assert.include(guest.client.userID, "gus");
        const his = guest.client.channel("livestream", square.id);
        await his.watch();
        await his.sendMessage({ text: "passing by" });
        const { message } = await anna.hears("message.new");
        assert.deepEqual([message.text, message.user.id, message.user.role], ["passing by", guest.client.userID, "guest"]);
        assert.deepEqual(texts(square.state.messages), ["passing by"]);
      },
    },
    {
      says: "a guest does not get into a room of members",
      covers: ["StreamChat.setGuestUser"],
      async run({ stage, anna }) {
        const [room] = await stage.room([anna]);
        const { client } = stage.stranger("guest");
        await client.setGuestUser({ id: "greta" });
        await refused(client.channel("messaging", room.id).watch(), 17);
      },
    },
    {
      says: "an anonymous visitor reads along live and may not write",
      covers: ["StreamChat.connectAnonymousUser", "Channel.watch"],
      async run({ stage, anna }) {
        const [square] = await stage.room([anna], { type: "livestream" });
        await square.sendMessage({ text: "welcome" });
        const nobody = stage.stranger("nobody");
        const { me } = await nobody.client.connectAnonymousUser();
        assert.equal(me.role, "anonymous");
        const its = nobody.client.channel("livestream", square.id);
        await its.watch();
        assert.deepEqual(texts(its.state.messages), ["welcome"]);
        await square.sendMessage({ text: "to all" });
        await nobody.hears("message.new");
        assert.deepEqual(texts(its.state.messages), ["welcome", "to all"]);
        await refused(its.sendMessage({ text: "me too" }), 17);
        await refused(nobody.client.channel("messaging", "other").watch(), 17);
      },
    },
  ],
};
