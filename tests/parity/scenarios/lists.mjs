/** Owns the scenarios about what a channel's state does with its lists when an app asks it to, and small fields of a channel. Messages put in: sending.mjs, paging.mjs. */

const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const messages = [
    ...stage.history(3, "ben"),
    { id: "r1", text: "reply", user: "ben", parent_id: "h2", created_at: stage.time(-1_900) },
    { id: "p1", text: "pinned", user: "ben", pinned: true, created_at: stage.time(-1_800) },
  ];
  const [hers, his] = await stage.room(all, { messages });
  await stage.act(() => hers.sendMessage({ id: "q1", text: "as Ben said", quoted_message_id: "h1" }));
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

const ids = (messages) => messages.map(({ id }) => id);
const brief = (messages) => messages.map(({ id, type, text, deleted_at, user, quoted_message: quoted }) => ({ id, type, text, deleted_at, name: user?.name, quoted: quoted && { id: quoted.id, type: quoted.type, text: quoted.text, deleted_at: quoted.deleted_at, name: quoted.user?.name } }));
const all = ({ state }) => ({ messages: brief(state.messages), pinned: brief(state.pinnedMessages), threads: Object.fromEntries(Object.entries(state.threads).map(([id, replies]) => [id, brief(replies)])) });

export default {
  "a list without a message": async (stage) => {
    const { hers } = await started(stage);
    const { state } = hers;
    const without = (message, list = state.messages) => {
      const { removed, result } = state.removeMessageFromArray(list, message);
      return { removed, ids: ids(result) };
    };
    await stage.act(async () => without({ id: "h2" }), "without one");
    await stage.act(async () => without({ id: "unknown" }), "without unknown");
    await stage.act(async () => without({ id: "h2", parent_id: "h1" }), "without of another thread");
    await stage.act(async () => without({ id: "h2" }, []), "without of an empty list");
    await stage.act(async () => without({ id: "r1", parent_id: "h2" }, [{ id: "r1", parent_id: "h2" }, { id: "r2", parent_id: "h2" }]), "without a reply");
    await stage.act(async () => without({ id: "r1" }, [{ id: "r1", parent_id: "h2" }]), "without a reply without its thread");
    stage.look("untouched", ids(state.messages));
  },
  "a message taken out": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.getReplies("h2", {}));
    await stage.act(async () => hers.state.removeMessage({ id: "h1" }));
    await stage.act(async () => hers.state.removeMessage({ id: "h1" }));
    await stage.act(async () => hers.state.removeMessage({ id: "unknown" }));
    await stage.act(async () => hers.state.removeMessage({ id: "r1", parent_id: "h2" }));
    stage.look("held", all(hers));
  },
  "quotes of a message that is gone": async (stage) => {
    const { hers } = await started(stage);
    const { state } = hers;
    await stage.act(async () => void state.removeQuotedMessageReferences({ ...state.messages[0], type: "deleted", deleted_at: new Date(stage.begin) }));
    stage.look("held", all(hers));
    await stage.act(async () => void state.removeQuotedMessageReferences({ id: "unknown", type: "deleted" }));
    await stage.act(async () => void state.removeQuotedMessageReferences({ id: "h1" }));
    stage.look("held then", all(hers));
  },
  "messages of somebody, changed": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.getReplies("h2", {}));
    const later = stage.time(50);
    await stage.act(async () => void hers.state.updateUserMessages({ ...hers.state.members.ben.user, name: "Benjamin", updated_at: later }));
    stage.look("held", all(hers));
    await stage.act(async () => void hers.state.updateUserMessages({ id: "zoe", name: "Zoe", updated_at: later }));
    stage.look("held then", all(hers));
  },
  "messages of somebody, deleted": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.getReplies("h2", {}));
    await stage.act(async () => void hers.state.deleteUserMessages({ id: "ben" }, false, new Date(stage.begin)));
    stage.look("held", all(hers));
    await stage.act(async () => void hers.state.deleteUserMessages({ id: "unknown" }));
    stage.look("held then", all(hers));
  },
  "messages of somebody, deleted for good": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.getReplies("h2", {}));
    await stage.act(async () => void hers.state.deleteUserMessages({ id: "ben" }, true, new Date(stage.begin)));
    stage.look("held", all(hers));
    stage.look("whole", hers.state.messages[0] ?? null);
  },
  "messages of somebody, deleted without a time": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(async () => void hers.state.deleteUserMessages({ id: "ben" }));
    stage.look("held", all(hers));
  },
  "a message made ready": async (stage) => {
    const { hers } = await started(stage);
    const { state } = hers;
    await stage.act(async () => state.formatMessage({ id: "x", text: "plain", created_at: stage.time(1), updated_at: stage.time(2) }));
    await stage.act(async () => state.formatMessage({ id: "x", text: "bare" }));
    await stage.act(async () => state.formatMessage({ id: "x", created_at: new Date(stage.begin), pinned_at: stage.time(3), deleted_at: stage.time(4), status: "failed", own: { field: 1 } }));
    await stage.act(async () => state.formatMessage({ id: "x", quoted_message: { id: "y", created_at: stage.time(1), text: "quoted" }, reaction_groups: { like: { count: 1, first_reaction_at: stage.time(1) } } }));
    await stage.act(async () => state.formatMessage({ id: "x", html: "<p>x</p>", latest_reactions: [], own_reactions: null }));
    stage.look("again", state.formatMessage(state.formatMessage({ id: "x", created_at: stage.time(1) })));
  },
  "not up to date": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(async () => hers.state.setIsUpToDate(false) ?? null);
    stage.look("said", hers.state.isUpToDate);
    await stage.act(() => his.sendMessage({ id: "m1", text: "unseen" }));
    stage.look("held", ids(hers.state.messages));
    await stage.act(async () => hers.state.setIsUpToDate(true) ?? null);
    await stage.act(() => his.sendMessage({ id: "m2", text: "seen" }));
    stage.look("held then", ids(hers.state.messages));
  },
  "cleaned": async (stage) => {
    const { hers, his } = await started(stage);
    stage.pace(0.45);
    await stage.act(() => his.keystroke());
    await stage.act(async () => hers.clean() ?? null);
    await stage.act(async () => hers.state.clean() ?? null);
    stage.look("still typing", Object.keys(hers.state.typing));
  },
  "small fields": async (stage) => {
    const { anna, hers } = await started(stage);
    stage.look("fields", { client: hers.getClient() === anna, offline: hers.offlineMode, pushes: hers.push_preferences ?? null, isTyping: hers.isTyping, lastKeyStroke: hers.lastKeyStroke ?? null, lastTypingEvent: hers.lastTypingEvent ?? null, listeners: Object.keys(hers.listeners) });
    stage.pace(0.3);
    await stage.act(() => hers.keystroke());
    stage.look("typing", { isTyping: hers.isTyping, lastKeyStroke: hers.lastKeyStroke, lastTypingEvent: hers.lastTypingEvent });
    await stage.act(() => hers.stopTyping());
    stage.look("stopped", { isTyping: hers.isTyping, lastKeyStroke: hers.lastKeyStroke, lastTypingEvent: hers.lastTypingEvent });
    await stage.pass(3);
    stage.look("later", { isTyping: hers.isTyping, lastTypingEvent: hers.lastTypingEvent });
  },
  "read by the older name": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "news" }));
    await stage.act(() => hers.markAsReadRequest());
    await stage.act(() => hers.markAsReadRequest({ thread_id: "h2" }));
    await stage.act(() => hers.markAsReadRequest({}));
    stage.look("unread", hers.countUnread());
  },
  "pushes of a channel": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.setPushPreferences([{ chat_level: "none", channel_cid: "messaging:kitchen" }]));
    stage.look("told", hers.push_preferences ?? null);
    await stage.act(() => hers.watch());
    stage.look("queried", hers.push_preferences ?? null);
  },
};
