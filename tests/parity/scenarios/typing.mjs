/** Owns the scenarios about typing, and events of the app's own. */

/** Steps are closer together than the pause, of one second, after which typing has stopped. */
const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const [hers, his] = await stage.room(all, { messages: stage.history(1, "anna") });
  stage.pace(0.45);
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

export default {
  "a keystroke and a pause": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.keystroke());
    stage.look("seen", his.state.typing);
    await stage.pass(3);
    stage.look("seen later", his.state.typing);
  },
  "many keystrokes": async (stage) => {
    const { hers } = await started(stage);
    for (let n = 0; n < 7; n += 1) await stage.act(() => hers.keystroke());
    await stage.act(() => hers.stopTyping());
    await stage.pass(2);
  },
  "in a thread": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.keystroke("h1"));
    stage.look("seen", his.state.typing);
    await stage.act(() => hers.stopTyping("h1"));
  },
  "somebody who goes while typing": async (stage) => {
    const { his } = await started(stage);
    await stage.backend("POST", "/channels/messaging/kitchen/event", { event: { type: "typing.start" } }, "anna");
    stage.look("seen", Object.keys(his.state.typing));
    await stage.pass(9);
    stage.look("seen later", Object.keys(his.state.typing));
  },
  "ended by the message": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.keystroke());
    await stage.act(() => hers.sendMessage({ id: "m1", text: "done" }));
    stage.look("seen", Object.keys(his.state.typing));
    await stage.pass(2);
  },
  "kept to oneself": async (stage) => {
    const { client, token } = stage.stranger("anna");
    await stage.act(() => client.connectUser({ id: "anna", privacy_settings: { typing_indicators: { enabled: false } } }, token));
    const [hers] = await stage.room([{ id: "anna", client }, ...await stage.people("ben")]);
    await stage.act(() => hers.keystroke());
    await stage.act(() => hers.stopTyping());
  },
  "an event of the app": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendEvent({ type: "cake.ready", flavour: "plum", slices: 8 }));
  },
  "an event that is the service's": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendEvent({ type: "message.new", text: "fake" }));
    await stage.act(() => hers.sendEvent({}));
  },
  "an event for one user": async (stage) => {
    await started(stage);
    await stage.backend("POST", "/users/ben/event", { event: { type: "order.shipped", parcel: 7 } });
  },
  "an assistant at work": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.updateAIState("h1", "AI_STATE_THINKING", { ai_message: "hm" }));
    await stage.act(() => hers.clearAIIndicator());
    await stage.act(() => hers.stopAIResponse());
  },
  "listeners by type, for all, and taken off": async (stage) => {
    const { anna, hers } = await started(stage);
    const heard = [];
    const all = anna.on((event) => heard.push(`all ${event.type}`));
    anna.on("message.new", () => heard.push("client message.new"));
    hers.on("message.new", () => heard.push("channel message.new"));
    const one = hers.on(({ type }) => heard.push(`channel all ${type}`));
    await stage.act(() => hers.sendMessage({ id: "m1", text: "one" }));
    all.unsubscribe();
    one.unsubscribe();
    await stage.act(() => hers.sendMessage({ id: "m2", text: "two" }));
    stage.look("heard", heard);
  },
  "a listener that throws": async (stage) => {
    const { anna, hers } = await started(stage);
    const heard = [];
    anna.on("message.new", () => {
      throw new Error("not today");
    });
    anna.on("message.new", () => heard.push("second"));
    await stage.act(() => hers.sendMessage({ id: "m1", text: "one" }));
    stage.look("heard", heard);
  },
  "an event that the app makes itself": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(async () => anna.dispatchEvent({ type: "cake.eaten", cid: "messaging:kitchen", crumbs: 3 }));
    await stage.act(async () => anna.dispatchEvent({ type: "cake.gone", crumbs: 0 }));
  },
};
