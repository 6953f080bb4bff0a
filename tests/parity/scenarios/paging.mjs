/** Owns the scenarios about pages of messages: older and newer ones, jumps, sets that are apart and grow together. */

const started = async (stage, { total = 30, limit = 5 } = {}) => {
  const all = await stage.people("anna", "ben");
  const [hers] = await stage.room(all, { watch: false, messages: stage.history(total, "ben") });
  const his = stage.channel(all[1], "messaging", "kitchen");
  await stage.act(() => hers.watch({ messages: { limit } }));
  return { anna: all[0].client, hers, his };
};

const ids = ({ state }) => state.messages.map(({ id }) => id);

export default {
  "older ones": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.query({ messages: { limit: 5, id_lt: "h26" } }));
    stage.look("held", ids(hers));
    await stage.act(() => hers.query({ messages: { limit: 100, id_lt: "h21" } }));
    stage.look("held then", ids(hers).length);
  },
  "up to and with one": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.query({ messages: { limit: 3, id_lte: "h26" } }));
    await stage.act(() => hers.query({ messages: { limit: 3, created_at_before: stage.time(-4_770) } }));
  },
  "newer ones from the middle": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.query({ messages: { limit: 5, id_around: "h10" } }, "current"));
    stage.look("held", ids(hers));
    await stage.act(() => hers.query({ messages: { limit: 5, id_gt: "h12" } }));
    stage.look("held then", ids(hers));
  },
  "until the sets meet": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h15"));
    stage.look("held", ids(hers));
    for (const id of ["h20", "h25"]) await stage.act(() => hers.query({ messages: { limit: 10, id_gt: ids(hers).at(-1) ?? id } }));
    stage.look("held then", ids(hers));
    stage.look("sets", hers.state.messageSets.length);
  },
  "back to the newest": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h5", undefined, 4));
    stage.look("up to date", hers.state.isUpToDate);
    await stage.act(() => hers.state.loadMessageIntoState("latest"));
    stage.look("held", ids(hers));
    stage.look("up to date then", hers.state.isUpToDate);
  },
  "to one that is held": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h28"));
    await stage.act(() => hers.state.loadMessageIntoState("unknown"));
  },
  "to the beginning and the end": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h1", undefined, 6));
    await stage.act(() => hers.query({ messages: { limit: 6, id_around: "h30" } }));
    await stage.act(() => hers.query({ messages: { limit: 6, id_lt: "h1" } }));
  },
  "around a moment": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.query({ messages: { limit: 4, created_at_around: stage.time(-4_905) } }, "new"));
    stage.look("sets", hers.state.messageSets.map(({ messages }) => messages.map(({ id }) => id)));
  },
  "three sets apart": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h5", undefined, 3));
    await stage.act(() => hers.state.loadMessageIntoState("h15", undefined, 3));
    stage.look("sets", hers.state.messageSets.map(({ messages }) => messages.map(({ id }) => id)));
    await stage.act(() => hers.query({ messages: { limit: 20, id_lt: "h14" } }));
    stage.look("sets then", hers.state.messageSets.map(({ messages }) => messages.map(({ id }) => id)));
  },
  "a page into the newest set": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h5", undefined, 3));
    await stage.act(() => hers.query({ messages: { limit: 3 } }, "latest"));
    stage.look("held", ids(hers));
  },
  "news while one looks at the past": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h5", undefined, 4));
    await stage.act(() => his.sendMessage({ id: "m1", text: "news" }));
    stage.look("held", ids(hers));
    stage.look("newest", hers.state.latestMessages.map(({ id }) => id));
    await stage.act(() => hers.sendMessage({ id: "m2", text: "mine" }));
    stage.look("held then", ids(hers));
  },
  "an edit and a deletion in the past": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => hers.state.loadMessageIntoState("h5", undefined, 4));
    await stage.backend("POST", "/messages/h5", { message: { id: "h5", text: "changed", user_id: "ben" } });
    await stage.backend("DELETE", "/messages/h29", undefined, "ben");
    stage.look("newest", hers.state.latestMessages.map(({ type }) => type));
    await stage.act(() => anna.getMessage("h5"));
  },
  "found by id and by moment": async (stage) => {
    const { hers } = await started(stage);
    stage.look("h28", hers.state.findMessage("h28"));
    stage.look("h1", hers.state.findMessage("h1") ?? null);
    const at = new Date(stage.time(-4_730)).getTime();
    stage.look("at a moment", hers.state.findMessageByTimestamp(at)?.id ?? null);
    stage.look("near a moment", hers.state.findMessageByTimestamp(at + 4_000)?.id ?? null);
    stage.look("exactly there", hers.state.findMessageByTimestamp(at + 4_000, undefined, true)?.id ?? null);
  },
  "the oldest let go": async (stage) => {
    const { hers } = await started(stage, { total: 12, limit: 12 });
    await stage.act(async () => hers.state.pruneOldest(5));
    stage.look("held", ids(hers));
    await stage.act(() => hers.query({ messages: { limit: 4, id_lt: ids(hers)[0] } }));
    stage.look("held then", ids(hers));
  },
  "all let go": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(async () => hers.state.clearMessages());
    stage.look("held", ids(hers));
    await stage.act(() => his.sendMessage({ id: "m1", text: "afresh" }));
    stage.look("held then", ids(hers));
  },
  "begun anew": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(async () => hers.state.initMessages());
    stage.look("held", ids(hers));
    await stage.act(() => hers.watch());
  },
  "the whole state by hand": async (stage) => {
    const { hers } = await started(stage, { total: 3 });
    const user = { id: "ben" };
    const made = (id, seconds) => ({ id, text: id, user, type: "regular", created_at: stage.time(seconds), updated_at: stage.time(seconds) });
    await stage.act(async () => hers.state.addMessagesSorted([made("x2", -4_985), made("x1", -4_995)], false, false, true));
    await stage.act(async () => hers.state.addMessageSorted(made("x3", 5), false, false));
    await stage.act(async () => hers.state.addMessageSorted({ ...made("x1", -1), text: "moved" }, true));
    stage.look("held", hers.state.messages);
  },
  "an empty channel": async (stage) => {
    const { hers } = await started(stage, { total: 0 });
    await stage.act(() => hers.query({ messages: { limit: 10, id_lt: "nothing" } }));
    await stage.act(() => hers.state.loadMessageIntoState("latest"));
    stage.look("last", hers.lastMessage() ?? null);
  },
};
