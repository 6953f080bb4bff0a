/** Owns the scenarios about changing and deleting messages. */

const started = async ({ people, room, history }, fields = {}) => {
  const all = await people("anna", "ben");
  const [hers, his] = await room(all, { messages: [...history(2, "anna", fields), { id: "b1", text: "from Ben", user: "ben" }] });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

export default {
  "changed as a whole": async (stage) => {
    const { anna } = await started(stage, { mood: "good" });
    await stage.act(() => anna.updateMessage({ id: "h1", text: "better" }));
  },
  "changed from what the state holds": async (stage) => {
    const { anna, hers } = await started(stage, { mood: "good", mentioned_users: ["ben"] });
    await stage.act(() => anna.updateMessage({ ...hers.state.messages[0], text: "better" }));
  },
  "changed in part": async (stage) => {
    const { anna } = await started(stage, { mood: "good", size: 1 });
    await stage.act(() => anna.partialUpdateMessage("h1", { set: { mood: "better" }, unset: ["size"] }));
    await stage.act(() => anna.partialUpdateMessage("h1", { set: { text: "only the text" } }));
  },
  "not one's own": async (stage) => {
    const { anna, ben } = await started(stage);
    await stage.act(() => ben.updateMessage({ id: "h1", text: "mine" }));
    await stage.act(() => ben.partialUpdateMessage("h1", { set: { text: "mine" } }));
    await stage.act(() => anna.deleteMessage("b1"));
  },
  "without an id": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.updateMessage({ text: "which?" }));
    await stage.act(() => anna.partialUpdateMessage("", { set: { text: "which?" } }));
    await stage.act(() => anna.updateMessage({ id: "unknown", text: "which?" }));
  },
  "of somebody one watches": async (stage) => {
    const { ben } = await started(stage);
    await stage.act(() => ben.updateMessage({ id: "b1", text: "from Ben, again", attachments: [{ type: "card", title: "T" }] }));
  },
  "deleted softly": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.deleteMessage("h1"));
    await stage.act(() => anna.deleteMessage("h1"));
    await stage.act(() => anna.getMessage("h1"));
  },
  "deleted for good": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.deleteMessage("h2", true));
    stage.look("last", hers.lastMessage()?.id);
    await stage.act(() => anna.deleteMessage("h1", { hardDelete: true }));
    await stage.act(() => anna.getMessage("h1"));
  },
  "deleted for oneself": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.deleteMessage("b1", { deleteForMe: true }));
    await stage.act(() => anna.deleteMessage("h1", { deleteForMe: true, hardDelete: true }));
  },
  "brought back": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.deleteMessage("h1"));
    await stage.backend("POST", "/messages/h1/undelete", { message: { id: "h1" }, undeleted_by: "anna" });
    stage.look("type", hers.state.messages[0].type);
  },
  "a quoted message changes": async (stage) => {
    const { anna, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "indeed", quoted_message_id: "h1" }));
    await stage.act(() => anna.updateMessage({ id: "h1", text: "changed my mind" }));
    stage.look("quoted", his.state.messages.at(-1).quoted_message?.text);
  },
  "a quoted message goes": async (stage) => {
    const { anna, his } = await started(stage, { attachments: [{ type: "card", title: "T" }] });
    await stage.act(() => his.sendMessage({ id: "m1", text: "indeed", quoted_message_id: "h1" }));
    await stage.act(() => his.sendMessage({ id: "m2", text: "and this", quoted_message_id: "h2" }));
    await stage.act(() => anna.deleteMessage("h1"));
    await stage.act(() => anna.deleteMessage("h2", true));
  },
  "a pinned message changes and goes": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.pinMessage("h1"));
    await stage.act(() => anna.updateMessage({ id: "h1", text: "pinned still" }));
    await stage.act(() => anna.deleteMessage("h1"));
  },
  "shown and not kept": async (stage) => {
    await started(stage);
    await stage.backend("PATCH", "/messages/h1/ephemeral", { set: { text: "streaming" } }, "anna");
  },
  "removed here only": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(async () => hers.state.removeMessage({ id: "h1" }));
    await stage.act(async () => hers.state.removeMessage({ id: "nothing" }));
    stage.look("left", hers.state.messages.map(({ id }) => id));
  },
  "translated": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.translateMessage("h1", "fr"));
    await stage.act(() => anna.translateMessage("h1", "xx"));
  },
  "fetched": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.getMessage("b1"));
    await stage.act(() => hers.getMessagesById(["h1", "b1"]));
    await stage.act(() => hers.getMessagesById(["unknown"]));
  },
  "while the server is down": async (stage) => {
    const { anna } = await started(stage);
    await stage.fault({ kind: "answer", status: 503, code: -1, path: "/messages", times: 2 });
    await stage.act(() => anna.updateMessage({ id: "h1", text: "again" }));
    await stage.act(() => anna.deleteMessage("h1"));
  },
};
