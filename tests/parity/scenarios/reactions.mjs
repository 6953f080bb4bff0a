/** Owns the scenarios about reactions: one's own, others', counts. */

const started = async ({ people, room, history }) => {
  const all = await people("anna", "ben");
  const [hers, his] = await room(all, { messages: history(2, "anna") });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

export default {
  "a reaction": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendReaction("h1", { type: "like" }));
    await stage.act(() => hers.sendReaction("h1", { type: "love", score: 5, colour: "red" }));
  },
  "the same once more": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendReaction("h1", { type: "like" }));
    await stage.act(() => hers.sendReaction("h1", { type: "like", score: 3 }));
  },
  "one at most": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendReaction("h1", { type: "like" }));
    await stage.act(() => hers.sendReaction("h1", { type: "love" }, { enforce_unique: true }));
    await stage.act(() => hers.sendReaction("h2", { type: "love" }, { enforce_unique: true, skip_push: true }));
  },
  "taken back": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendReaction("h1", { type: "like" }));
    await stage.act(() => hers.deleteReaction("h1", "like"));
    await stage.act(() => hers.deleteReaction("h1", "like"));
  },
  "of others beside one's own": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.sendReaction("h1", { type: "like" }));
    await stage.act(() => his.sendReaction("h1", { type: "like" }));
    await stage.act(() => his.sendReaction("h1", { type: "wow" }, { enforce_unique: true }));
    await stage.act(() => his.deleteReaction("h1", "wow"));
    stage.look("Anna's own", hers.state.messages[0].own_reactions);
    stage.look("Ben's own", his.state.messages[0].own_reactions);
  },
  "kept through an edit": async (stage) => {
    const { anna, hers, his } = await started(stage);
    await stage.act(() => his.sendReaction("h1", { type: "like" }));
    await stage.act(() => anna.updateMessage({ id: "h1", text: "edited" }));
    stage.look("Ben's own", his.state.messages[0].own_reactions);
    await stage.act(() => anna.deleteMessage("h1"));
    await stage.act(() => hers.sendReaction("h1", { type: "late" }));
  },
  "on a reply": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.sendMessage({ id: "r1", text: "reply", parent_id: "h1" }));
    await stage.act(() => his.sendReaction("r1", { type: "like" }));
    await stage.act(() => hers.sendReaction("r1", { type: "like" }));
  },
  "on a pinned message": async (stage) => {
    const { anna, his } = await started(stage);
    await stage.act(() => anna.pinMessage("h2"));
    await stage.act(() => his.sendReaction("h2", { type: "like" }));
  },
  "listed": async (stage) => {
    const { anna, hers, his } = await started(stage);
    await stage.act(() => hers.sendReaction("h1", { type: "like" }));
    await stage.act(() => his.sendReaction("h1", { type: "love" }));
    await stage.act(() => hers.getReactions("h1", { limit: 1 }));
    await stage.act(() => hers.getReactions("h1", {}));
    await stage.act(() => anna.queryReactions("h1", { type: "love" }, { created_at: -1 }, { limit: 5 }));
  },
  "refused": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendReaction("unknown", { type: "like" }));
    await stage.act(() => hers.sendReaction("", { type: "like" }));
    await stage.act(() => hers.sendReaction("h1", {}));
    await stage.act(() => hers.sendReaction("h1"));
  },
  "put into the state by hand": async (stage) => {
    const { hers } = await started(stage);
    const reaction = { type: "like", message_id: "h1", user_id: "anna", user: { id: "anna" }, score: 1, created_at: stage.time(0), updated_at: stage.time(0) };
    await stage.act(async () => hers.state.addReaction(reaction, undefined));
    stage.look("with it", hers.state.messages[0]);
    await stage.act(async () => hers.state.removeReaction(reaction));
    stage.look("without it", hers.state.messages[0]);
  },
};
