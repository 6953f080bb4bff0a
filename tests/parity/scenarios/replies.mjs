/** Owns the scenarios about replies as the channel holds them. The SDK's thread objects: threads.mjs. */

const started = async (stage, replies = 0) => {
  const all = await stage.people("anna", "ben");
  const answers = Array.from({ length: replies }, (_, at) => ({ id: `r${at + 1}`, text: `reply ${at + 1}`, user: "ben", parent_id: "h1", created_at: stage.time(-3_000 + 10 * at) }));
  const [hers, his] = await stage.room(all, { messages: [...stage.history(2, "anna"), ...answers] });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

const held = ({ state }) => (state.threads.h1 ?? []).map(({ id }) => id);

export default {
  "a reply": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "n1", text: "reply", parent_id: "h1" }));
    await stage.act(() => hers.sendMessage({ id: "n2", text: "another", parent_id: "h1" }));
    stage.look("held", held(hers));
  },
  "a reply shown in the channel": async (stage) => {
    const { ben, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "n1", text: "for all", parent_id: "h1", show_in_channel: true }));
    await stage.act(() => ben.updateMessage({ id: "n1", text: "for all, again", parent_id: "h1", show_in_channel: true }));
    await stage.act(() => ben.deleteMessage("n1"));
  },
  "a reply to a reply": async (stage) => {
    const { hers } = await started(stage, 1);
    await stage.act(() => hers.sendMessage({ id: "n1", text: "deeper", parent_id: "r1" }));
    await stage.act(() => hers.sendMessage({ id: "n2", text: "to nothing", parent_id: "unknown" }));
  },
  "loaded page by page": async (stage) => {
    const { hers } = await started(stage, 8);
    await stage.act(() => hers.getReplies("h1", { limit: 3 }));
    stage.look("held", held(hers));
    await stage.act(() => hers.getReplies("h1", { limit: 3, id_lt: held(hers)[0] }));
    stage.look("held then", held(hers));
    await stage.act(() => hers.getReplies("h1", { limit: 3 }, [{ created_at: -1 }]));
    await stage.act(() => hers.getReplies("unknown", {}));
  },
  "around one": async (stage) => {
    const { hers } = await started(stage, 8);
    await stage.act(() => hers.getReplies("h1", { limit: 3, id_around: "r4" }));
    stage.look("held", held(hers));
    await stage.act(() => hers.state.loadMessageIntoState("r6", "h1"));
    stage.look("held then", held(hers));
    stage.look("found", hers.state.findMessage("r6", "h1")?.text ?? null);
  },
  "changed": async (stage) => {
    const { ben, hers } = await started(stage, 2);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => ben.updateMessage({ id: "r1", text: "changed", parent_id: "h1" }));
    stage.look("held", hers.state.threads.h1);
  },
  "deleted": async (stage) => {
    const { ben, hers } = await started(stage, 3);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => ben.deleteMessage("r1"));
    await stage.act(() => ben.deleteMessage("r2", true));
    stage.look("held", hers.state.threads.h1);
    stage.look("count", hers.state.messages[0].reply_count);
  },
  "its message goes": async (stage) => {
    const { anna, hers } = await started(stage, 2);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => anna.deleteMessage("h1"));
    await stage.act(() => anna.deleteMessage("h1", true));
    stage.look("held", held(hers));
  },
  "with a quote of another": async (stage) => {
    const { ben, hers } = await started(stage, 2);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => hers.sendMessage({ id: "n1", text: "as you say", parent_id: "h1", quoted_message_id: "r1" }));
    await stage.act(() => ben.updateMessage({ id: "r1", text: "I said it differently", parent_id: "h1" }));
  },
  "shown before it is sent": async (stage) => {
    const { hers } = await started(stage, 1);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(async () => hers.state.addMessageSorted({ id: "n1", text: "soon", parent_id: "h1", type: "reply", status: "sending", user: { id: "anna" }, created_at: new Date() }));
    stage.look("held", held(hers));
    await stage.act(() => hers.sendMessage({ id: "n1", text: "soon", parent_id: "h1" }));
    await stage.act(async () => hers.state.removeMessage({ id: "n1", parent_id: "h1" }));
    stage.look("held then", held(hers));
  },
};
