/** Owns the tour's chapter on devices and push preferences: what is stored and told again. */
import { assert, each } from "./checks.mjs";

export default {
  title: "Devices",
  people: ["anna", "ben"],
  steps: [
    {
      says: "devices are registered, listed and removed",
      covers: ["StreamChat.addDevice", "StreamChat.getDevices", "StreamChat.removeDevice"],
      async run({ anna, ben }) {
        await anna.client.addDevice("phone", "firebase", undefined, "mine");
        await anna.client.addDevice("pad", "apn");
        const { devices } = await anna.client.getDevices();
        assert.sameMembers(each("id", devices), ["phone", "pad"]);
        assert.deepInclude(devices.map((one) => [one.id, one.push_provider, one.push_provider_name]), ["phone", "firebase", "mine"]);
        assert.deepEqual((await ben.client.getDevices()).devices, []);
        await anna.client.removeDevice("phone");
        assert.deepEqual(each("id", (await anna.client.getDevices()).devices), ["pad"]);
      },
    },
    {
      says: "what one wants to be told about is kept, for all and per channel",
      covers: ["StreamChat.setPushPreferences"],
      async run({ stage, anna }) {
        const [hers] = await stage.room([anna]);
        const answer = await anna.client.setPushPreferences([{ chat_level: "mentions" }, { channel_cid: hers.cid, chat_level: "none" }]);
        assert.equal(answer.user_preferences.anna.chat_level, "mentions");
        assert.equal(answer.user_channel_preferences.anna[hers.cid].chat_level, "none");
        const again = stage.stranger("anna");
        const { me } = await again.client.connectUser({ id: "anna" }, again.token);
        assert.equal(me.push_preferences.chat_level, "mentions");
        const { push_preferences: own } = await again.client.channel("messaging", hers.id).query({});
        assert.equal(own.chat_level, "none");
      },
    },
  ],
};
