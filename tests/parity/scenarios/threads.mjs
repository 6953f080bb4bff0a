/** Owns the scenarios about threads as objects of the SDK, and their manager. */

/** Anna's message with replies by Ben (and one of Anna's first), and both watching. */
const started = async (stage, replies = 3) => {
  const all = await stage.people("anna", "ben");
  const answers = Array.from({ length: replies }, (_, at) => ({ id: `r${at + 1}`, text: `reply ${at + 1}`, user: "ben", parent_id: "h1", created_at: stage.time(-3_000 + 10 * at) }));
  const [hers, his] = await stage.room(all, { messages: [...stage.history(2, "anna"), ...answers], watch: false });
  // A thread begins with a reply that is sent.
  await stage.backend("POST", "/channels/messaging/kitchen/message", { message: { id: "r0", text: "the last reply", parent_id: "h1" } }, "ben");
  await stage.act(() => hers.watch());
  await stage.act(() => his.watch());
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

const opened = async (stage, options = {}) => {
  const cast = await started(stage, options.replies);
  let thread;
  await stage.act(async () => {
    thread = await cast.anna.getThread("h1", { reply_limit: options.limit ?? 10 });
    return thread;
  }, "the thread is fetched");
  return { ...cast, thread };
};

const state = (thread) => thread.state.getLatestValue();

export default {
  "listed": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.queryThreads());
    await stage.act(() => anna.queryThreads({ limit: 1, reply_limit: 2, participant_limit: 5, watch: false }));
    await stage.act(() => anna.queryThreads({ filter: { channel_cid: { $eq: "messaging:kitchen" } }, sort: { created_at: -1 } }));
  },
  "fetched": async (stage) => {
    const { thread, anna } = await opened(stage, { limit: 2 });
    stage.look("id", thread.id);
    stage.look("unread", thread.ownUnreadCount);
    stage.look("stale", thread.hasStaleState);
    await stage.act(() => anna.getThread("unknown"));
    await stage.act(() => anna.getThread(""));
  },
  "followed": async (stage) => {
    const { thread, his, ben } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(() => his.sendMessage({ id: "n1", text: "more", parent_id: "h1" }));
    stage.look("state", state(thread));
    await stage.act(() => ben.updateMessage({ id: "n1", text: "more, changed", parent_id: "h1" }));
    await stage.act(() => ben.deleteMessage("r1"));
    await stage.act(() => ben.deleteMessage("r2", true));
    stage.look("state then", state(thread));
    thread.unregisterSubscriptions();
    await stage.act(() => his.sendMessage({ id: "n2", text: "unheard", parent_id: "h1" }));
    stage.look("replies", state(thread).replies.map(({ id }) => id));
  },
  "active and read by itself": async (stage) => {
    const { thread, his } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(async () => thread.activate());
    await stage.pass(2);
    await stage.act(() => his.sendMessage({ id: "n1", text: "more", parent_id: "h1" }));
    await stage.pass(2);
    stage.look("unread", thread.ownUnreadCount);
    await stage.act(async () => thread.deactivate());
    await stage.act(() => his.sendMessage({ id: "n2", text: "and more", parent_id: "h1" }));
    stage.look("unread then", thread.ownUnreadCount);
  },
  "marked read": async (stage) => {
    const { thread, his } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(() => his.sendMessage({ id: "n1", text: "more", parent_id: "h1" }));
    stage.look("unread", thread.ownUnreadCount);
    await stage.act(() => thread.markAsRead());
    stage.look("unread then", thread.ownUnreadCount);
    await stage.act(() => thread.markAsRead());
    await stage.act(() => thread.markAsRead({ force: true }));
  },
  "older replies, page by page": async (stage) => {
    const { thread } = await opened(stage, { replies: 7, limit: 2 });
    stage.look("pagination", state(thread).pagination);
    await stage.act(() => thread.loadPrevPage({ limit: 3 }));
    stage.look("replies", state(thread).replies.map(({ id }) => id));
    await stage.act(() => thread.loadPrevPage({ limit: 3 }));
    stage.look("pagination then", state(thread).pagination);
    await stage.act(() => thread.loadPrevPage());
    await stage.act(() => thread.loadNextPage());
    await stage.act(() => thread.queryReplies({ limit: 2 }));
  },
  "loaded again": async (stage) => {
    const { thread, his } = await opened(stage);
    await stage.act(() => his.sendMessage({ id: "n1", text: "unheard", parent_id: "h1" }));
    await stage.act(() => thread.reload());
    stage.look("state", state(thread));
  },
  "stale when no longer watched": async (stage) => {
    const { thread, hers } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(() => hers.stopWatching());
    stage.look("stale", thread.hasStaleState);
  },
  "a title and data of its own": async (stage) => {
    const { anna, thread } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(() => anna.partialUpdateThread("h1", { set: { title: "Q and A", topic: "cake" } }));
    stage.look("title", state(thread).title);
    stage.look("custom", state(thread).custom);
    await stage.act(() => anna.partialUpdateThread("h1", { unset: ["topic"] }));
    await stage.act(() => anna.partialUpdateThread("h1", { set: { reply_count: 7 } }));
    await stage.act(() => anna.partialUpdateThread("", { set: {} }));
  },
  "changed here only": async (stage) => {
    const { thread } = await opened(stage);
    const reply = { id: "x1", text: "by hand", parent_id: "h1", type: "reply", user: { id: "anna" }, created_at: stage.time(-2_995), updated_at: stage.time(-2_995) };
    await stage.act(async () => thread.upsertReplyLocally({ message: reply }));
    stage.look("with it", state(thread).replies.map(({ id }) => id));
    await stage.act(async () => thread.deleteReplyLocally({ message: reply }));
    stage.look("without it", state(thread).replies.map(({ id }) => id));
    await stage.act(async () => thread.updateParentMessageLocally({ message: { ...state(thread).parentMessage, text: "changed" } }));
    await stage.act(async () => thread.upsertReplyLocally({ message: { ...reply, parent_id: "other" } }));
    await stage.act(async () => thread.updateParentMessageLocally({ message: reply }));
    stage.look("state", state(thread));
  },
  "its message changes and goes": async (stage) => {
    const { anna, thread } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(() => anna.updateMessage({ id: "h1", text: "changed" }));
    stage.look("text", state(thread).parentMessage.text);
    await stage.act(() => anna.deleteMessage("h1"));
    stage.look("deleted", state(thread).deletedAt);
  },
  "a reaction in it": async (stage) => {
    const { thread, his } = await opened(stage);
    thread.registerSubscriptions();
    await stage.act(() => his.sendReaction("r1", { type: "like" }));
    await stage.act(() => his.sendReaction("h1", { type: "like" }));
    stage.look("state", state(thread));
  },
  "the list": async (stage) => {
    const { anna, his } = await started(stage);
    const { threads } = anna;
    threads.registerSubscriptions();
    await stage.act(async () => threads.activate());
    await stage.pass(2);
    await stage.act(() => his.sendMessage({ id: "n1", text: "elsewhere", parent_id: "h2" }));
    stage.look("unseen", threads.state.getLatestValue().unseenThreadIds);
    await stage.act(() => threads.reload());
    stage.look("threads", threads.state.getLatestValue());
    await stage.act(() => threads.loadNextPage());
    await stage.act(async () => threads.deactivate());
    threads.unregisterSubscriptions();
  },
  "the list, queried and emptied": async (stage) => {
    const { anna } = await started(stage);
    const { threads } = anna;
    await stage.act(() => threads.queryThreads({ limit: 5 }));
    await stage.act(() => threads.reload({ force: true }));
    stage.look("by id", Object.keys(threads.threadsById));
    await stage.act(async () => threads.resetState());
    stage.look("empty", threads.state.getLatestValue());
  },
  "counts of unread threads": async (stage) => {
    const { anna, hers, his } = await started(stage);
    anna.threads.registerSubscriptions();
    await stage.act(() => hers.sendMessage({ id: "n1", text: "mine", parent_id: "h1" }));
    await stage.act(() => his.sendMessage({ id: "n2", text: "his", parent_id: "h1" }));
    stage.look("unread", anna.threads.state.getLatestValue().unreadThreadCount);
    await stage.act(() => hers.markRead({ thread_id: "h1" }));
    stage.look("unread then", anna.threads.state.getLatestValue().unreadThreadCount);
    anna.threads.unregisterSubscriptions();
  },
};
