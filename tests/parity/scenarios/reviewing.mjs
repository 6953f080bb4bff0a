/** Owns the scenarios about looking through bans, flags and what waits for review, and changing several users at once. Muting and banning: people.mjs, members.mjs. */

const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const [hers] = await stage.room(all, { messages: stage.history(2, "ben") });
  return { anna: all[0].client, ben: all[1].client, hers };
};

/** Anna as one who may moderate everything. */
const asModerator = async (stage) => {
  await stage.seed({ users: [{ id: "anna", role: "admin" }] });
  return started(stage);
};

export default {
  "bans from channels to come": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.queryFutureChannelBans());
    await stage.act(() => anna.queryFutureChannelBans({ limit: 5, offset: 0 }));
    await stage.act(() => anna.queryFutureChannelBans({ exclude_expired_bans: true }));
  },
  "flags of messages": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.flagMessage("h1", { reason: "rude" }));
    await stage.act(() => anna.queryMessageFlags());
    await stage.act(() => anna.queryMessageFlags({ channel_cid: "messaging:kitchen" }, { limit: 1, offset: 0 }));
  },
  "flags of messages, for who may see them": async (stage) => {
    const { anna, ben } = await asModerator(stage);
    await stage.act(() => ben.flagMessage("h1", { reason: "rude" }));
    await stage.act(() => anna.queryMessageFlags({ channel_cid: "messaging:kitchen" }));
    await stage.act(() => anna.queryFutureChannelBans());
  },
  "what waits for review": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.moderation.queryReviewQueue());
    await stage.act(() => anna.moderation.queryReviewQueue({ entity_type: "stream:chat:v1:message" }, { created_at: -1 }, { limit: 2 }));
    await stage.act(() => anna.moderation.submitAction("mark_reviewed", "unknown"));
  },
  "what waits for review, for who may see it": async (stage) => {
    const { anna, ben } = await asModerator(stage);
    await stage.act(() => ben.moderation.flagMessage("h1", "spam"));
    const { items = [] } = await stage.act(() => anna.moderation.queryReviewQueue({}, [{ created_at: -1 }], { limit: 2 })) ?? {};
    await stage.act(() => anna.moderation.queryReviewQueue({ has_text: true }, { field: "created_at", direction: 1 }));
    await stage.act(() => anna.moderation.submitAction("mark_reviewed", items[0]?.id, { mark_reviewed: {} }));
    await stage.act(() => anna.moderation.submitAction("delete_message", items[0]?.id, { delete_message: { hard_delete: true } }));
    await stage.act(() => anna.moderation.submitAction("mark_reviewed", "unknown"));
    await stage.act(() => anna.moderation.submitAction("nonsense", "unknown", {}));
  },
  "several users changed in part": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.partialUpdateUsers([{ id: "anna", set: { name: "Anna B" } }]));
    await stage.act(() => anna.partialUpdateUsers([{ id: "anna", set: { colour: "red" } }, { id: "anna", unset: ["colour"] }]));
    await stage.act(() => anna.partialUpdateUsers([{ id: "anna", set: { name: "Anna C" } }, { id: "ben", set: { name: "not mine" } }]));
    await stage.act(() => anna.partialUpdateUsers([{ set: { name: "nobody" } }]));
    await stage.act(() => anna.partialUpdateUsers([{ id: "anna" }, {}]));
    await stage.act(() => anna.partialUpdateUsers([]));
    stage.look("name", anna.user.name);
  },
  "channels, with the whole answer": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.queryChannelsRequestWithResponse({ type: "messaging" }, { last_message_at: -1 }, { limit: 2, message_limit: 1 }));
    await stage.act(() => anna.queryChannelsRequestWithResponse({ cid: "messaging:unknown" }));
    await stage.act(() => anna.queryChannelsRequestWithResponse({ nonsense: { $foo: 1 } }));
    await stage.act(() => anna.queryChannelsRequest({ type: "messaging" }, { last_message_at: -1 }, { limit: 2 }));
    stage.look("messages", hers.state.messages.map(({ id }) => id));
  },
};
