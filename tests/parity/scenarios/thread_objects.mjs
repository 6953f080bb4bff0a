/** Owns the scenarios about thread objects changed by hand: replies put in and taken out, another copy taken over. Threads that follow events: threads.mjs. */

const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const answers = Array.from({ length: 3 }, (_, at) => ({ id: `r${at + 1}`, text: `reply ${at + 1}`, user: "ben", parent_id: "h1", created_at: stage.time(-3_000 + 10 * at) }));
  const [hers, his] = await stage.room(all, { messages: [...stage.history(2, "anna"), ...answers], watch: false });
  await stage.backend("POST", "/channels/messaging/kitchen/message", { message: { id: "r0", text: "the last reply", parent_id: "h1" } }, "ben");
  await stage.act(() => hers.watch());
  const anna = all[0].client;
  let thread;
  await stage.act(async () => {
    thread = await anna.getThread("h1", { reply_limit: 10 });
    return thread;
  }, "the thread is fetched");
  return { anna, ben: all[1].client, hers, his, thread };
};

const state = (thread) => thread.state.getLatestValue();
const replies = (thread) => state(thread).replies.map(({ id, text, created_at }) => ({ id, text, created_at }));

export default {
  "replies put in and taken out": async (stage) => {
    const { thread } = await started(stage);
    const reply = (id, second, fields = {}) => ({ id, text: `reply ${id}`, parent_id: "h1", user: { id: "ben" }, type: "reply", created_at: stage.time(second), updated_at: stage.time(second), ...fields });
    await stage.act(async () => void thread.upsertReplyLocally({ message: reply("x1", 20) }));
    await stage.act(async () => void thread.upsertReplyLocally({ message: reply("x2", -2_995) }));
    await stage.act(async () => void thread.upsertReplyLocally({ message: reply("x1", 20, { text: "changed" }) }));
    stage.look("replies", replies(thread));
    await stage.act(async () => void thread.upsertReplyLocally({ message: reply("x1", -2_985), timestampChanged: true }));
    stage.look("moved", replies(thread));
    await stage.act(async () => void thread.upsertReplyLocally({ message: reply("x3", 1, { parent_id: "h2" }) }));
    await stage.act(async () => void thread.deleteReplyLocally({ message: reply("x1", -2_985) }));
    await stage.act(async () => void thread.deleteReplyLocally({ message: reply("unknown", 3) }));
    stage.look("replies then", replies(thread));
    stage.look("count", state(thread).replyCount);
  },
  "whichever it belongs to": async (stage) => {
    const { thread } = await started(stage);
    const { parentMessage } = state(thread);
    const before = () => state(thread);
    const first = before();
    await stage.act(async () => void thread.updateParentMessageOrReplyLocally({ ...parentMessage, text: "changed", reply_count: 9 }));
    stage.look("parent", { text: state(thread).parentMessage.text, count: state(thread).replyCount, deleted: state(thread).deletedAt });
    await stage.act(async () => void thread.updateParentMessageOrReplyLocally({ ...first.replies[0], text: "changed too" }));
    stage.look("replies", replies(thread));
    const held = before();
    await stage.act(async () => void thread.updateParentMessageOrReplyLocally({ id: "other", text: "of the channel" }));
    await stage.act(async () => void thread.updateParentMessageOrReplyLocally({ id: "other", parent_id: "h2", text: "of another thread" }));
    stage.look("the same", before() === held);
    await stage.act(async () => void thread.updateParentMessageOrReplyLocally({ ...parentMessage, type: "deleted", deleted_at: stage.time(30) }));
    stage.look("deleted", { type: state(thread).parentMessage.type, at: state(thread).deletedAt });
    await stage.act(async () => void thread.updateParentMessageLocally({ message: { ...parentMessage, id: "other" } }));
  },
  "another copy taken over": async (stage) => {
    const { anna, thread, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "n1", text: "unheard", parent_id: "h1" }));
    await stage.act(async () => void thread.upsertReplyLocally({ message: { id: "f1", text: "not sent", parent_id: "h1", status: "failed", user: { id: "anna" }, type: "reply", created_at: stage.time(40), updated_at: stage.time(40) } }));
    const fresh = await stage.act(() => anna.getThread("h1", { reply_limit: 10 }));
    await stage.act(async () => void thread.hydrateState(fresh));
    stage.look("replies", replies(thread));
    stage.look("rest", { stale: thread.hasStaleState, count: state(thread).replyCount, participants: state(thread).participants });
    const held = state(thread);
    await stage.act(async () => void thread.hydrateState(thread));
    stage.look("of itself", state(thread) === held);
  },
  "another thread's copy": async (stage) => {
    const { anna, thread } = await started(stage);
    const other = new stage.sdk.Thread({ client: anna, threadData: { channel_cid: "messaging:kitchen", channel: { id: "kitchen", type: "messaging", cid: "messaging:kitchen", created_at: stage.time(0), updated_at: stage.time(0) }, parent_message_id: "h2", parent_message: { id: "h2" }, created_at: stage.time(0), updated_at: stage.time(0), title: "by hand", reply_count: 0, latest_replies: [], read: [], thread_participants: [] } });
    stage.look("by hand", { id: other.id, title: state(other).title, replies: state(other).replies, stale: other.hasStaleState });
    await stage.act(async () => void thread.hydrateState(other));
    stage.look("untouched", state(thread).title);
  },
  "subscribed once and twice": async (stage) => {
    const { thread, his } = await started(stage);
    stage.look("before", [thread.hasSubscriptions, thread.hasStaleState]);
    await stage.act(async () => {
      thread.registerSubscriptions();
      thread.registerSubscriptions();
    }, "subscribed");
    stage.look("subscribed", [thread.hasSubscriptions, thread.hasStaleState]);
    await stage.act(() => his.sendMessage({ id: "n1", text: "once", parent_id: "h1" }));
    stage.look("replies", replies(thread));
    await stage.act(async () => void thread.unregisterSubscriptions());
    stage.look("ended once", [thread.hasSubscriptions, thread.hasStaleState]);
    await stage.act(async () => void thread.unregisterSubscriptions());
    stage.look("ended", [thread.hasSubscriptions, thread.hasStaleState]);
  },
  "active and not": async (stage) => {
    const { thread } = await started(stage);
    await stage.act(async () => thread.activate() ?? null);
    await stage.act(async () => thread.activate() ?? null);
    stage.look("active", state(thread).active);
    await stage.act(async () => thread.deactivate() ?? null);
    stage.look("active then", state(thread).active);
  },
};
