/** Owns the tour's chapter on fleeting events: typing, custom events, states of an assistant. */
import { assert, refused } from "./checks.mjs";

export default {
  title: "Typing and custom events",
  people: ["anna", "ben"],
  steps: [
    {
      says: "who types is seen typing until he stops",
      covers: ["Channel.keystroke", "Channel.stopTyping"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        await his.keystroke();
        assert.equal((await anna.hears("typing.start")).user.id, "ben");
        assert.deepEqual(Object.keys(hers.state.typing), ["ben"]);
        await his.stopTyping();
        await anna.hears("typing.stop");
        assert.deepEqual(Object.keys(hers.state.typing), []);
        await ben.hearsNo("typing.start");
      },
    },
    {
      says: "typing in a thread names the thread",
      covers: ["Channel.keystroke"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await hers.sendMessage({ text: "parent" });
        await his.keystroke(message.id);
        assert.equal((await anna.hears("typing.start")).parent_id, message.id);
      },
    },
    {
      says: "who does not show his typing is not seen typing",
      covers: ["Channel.keystroke"],
      async run({ stage, anna }) {
        const dora = await stage.person("dora", { privacy_settings: { typing_indicators: { enabled: false } } });
        const [, theirs] = await stage.room([anna, dora]);
        await theirs.keystroke();
        await anna.hearsNo("typing.start");
      },
    },
    {
      says: "a custom event carries its fields; the service's own names are refused",
      covers: ["Channel.sendEvent", "Channel.on", "Channel.off"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const heard = [];
        const note = (event) => heard.push(event.strength);
        hers.on("wave", note);
        const { event } = await his.sendEvent({ type: "wave", strength: 3 });
        assert.deepEqual([event.type, event.cid, event.user.id], ["wave", his.cid, "ben"]);
        assert.include(await anna.hears("wave"), { cid: hers.cid, strength: 3 });
        hers.off("wave", note);
        await his.sendEvent({ type: "wave", strength: 4 });
        await anna.hears("wave");
        assert.deepEqual(heard, [3]);
        await refused(his.sendEvent({ type: "message.new" }), 18);
      },
    },
    {
      says: "an assistant tells what it is doing, and is stopped",
      covers: ["Channel.updateAIState", "Channel.clearAIIndicator", "Channel.stopAIResponse"],
      async run({ stage, anna, ben }) {
        const [hers, his] = await stage.room([anna, ben]);
        const { message } = await his.sendMessage({ text: "…" });
        await his.updateAIState(message.id, "AI_STATE_THINKING", { ai_message: "hm" });
        assert.include(await anna.hears("ai_indicator.update"), { ai_state: "AI_STATE_THINKING", message_id: message.id, ai_message: "hm" });
        await his.clearAIIndicator();
        await anna.hears("ai_indicator.clear");
        await hers.stopAIResponse();
        await ben.hears("ai_indicator.stop");
      },
    },
  ],
};
