/** Owns the scenarios about what is read, delivered and counted. */

const started = async (stage, fields = {}) => {
  const all = await stage.people("anna", "ben");
  const [hers, his] = await stage.room(all, { messages: stage.history(4, "ben"), ...fields });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

export default {
  "marked read": async (stage) => {
    const { hers, his } = await started(stage, { read: { anna: null } });
    stage.look("before", hers.countUnread());
    await stage.act(() => hers.markRead());
    stage.look("after", hers.countUnread());
    await stage.act(() => his.sendMessage({ id: "m1", text: "more" }));
    await stage.act(() => hers.markRead({ message_id: "m1" }));
  },
  "marked unread from a message on": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.markUnread({ message_id: "h3" }));
    stage.look("unread", hers.countUnread());
    await stage.act(() => his.sendMessage({ id: "m1", text: "more" }));
    stage.look("unread then", hers.countUnread());
    await stage.act(() => hers.markRead());
  },
  "marked unread from a moment on": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.markUnread({ message_timestamp: stage.time(-4_985) }));
    await stage.act(() => hers.markUnread({ message_id: "unknown" }));
  },
  "receipts of the other": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.sendMessage({ id: "m1", text: "seen?" }));
    await stage.act(() => his.markRead());
    stage.look("lines", Object.values(hers.state.read).map(({ last_read_message_id: id, unread_messages: unread }) => [id, unread]));
    await stage.act(() => his.markUnread({ message_id: "m1" }));
  },
  "counts of what came": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "one" }));
    await stage.act(() => his.sendMessage({ id: "m2", text: "two", silent: true }));
    await stage.act(() => his.sendMessage({ id: "m3", text: "three", parent_id: "h1" }));
    await stage.act(() => his.sendMessage({ id: "m4", text: "four", parent_id: "h1", show_in_channel: true }));
    stage.look("unread", hers.countUnread());
    stage.look("since a moment", hers.countUnread(new Date(stage.time(-4_985))));
    stage.look("since ever", hers.countUnread(null));
  },
  "counts with the author muted": async (stage) => {
    const { anna, hers, his } = await started(stage);
    await stage.act(() => anna.muteUser("ben"));
    await stage.act(() => his.sendMessage({ id: "m1", text: "anybody?" }));
    stage.look("unread", hers.countUnread());
    await stage.act(() => anna.unmuteUser("ben"));
    await stage.act(() => his.sendMessage({ id: "m2", text: "hello" }));
    stage.look("unread then", hers.countUnread());
  },
  "counts with the channel muted": async (stage) => {
    const { anna, hers, his } = await started(stage);
    await stage.act(() => hers.mute());
    await stage.act(() => his.sendMessage({ id: "m1", text: "anybody?" }));
    stage.look("unread", hers.countUnread());
    stage.look("total", anna.user.total_unread_count);
    await stage.act(() => hers.unmute());
    await stage.act(() => his.sendMessage({ id: "m2", text: "hello" }));
    stage.look("unread then", hers.countUnread());
  },
  "counts after deletions": async (stage) => {
    const { ben, hers, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "one" }));
    await stage.act(() => his.sendMessage({ id: "m2", text: "two" }));
    await stage.act(() => ben.deleteMessage("m1"));
    stage.look("softly", hers.countUnread());
    await stage.act(() => ben.deleteMessage("m2", true));
    stage.look("for good", hers.countUnread());
  },
  "own messages and system messages": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendMessage({ id: "m1", text: "mine" }));
    await stage.backend("POST", "/channels/messaging/kitchen/message", { message: { id: "s1", text: "maintenance", type: "system", user_id: "ben" } });
    stage.look("unread", hers.countUnread());
  },
  "all read at once, elsewhere too": async (stage) => {
    const { anna, hers } = await started(stage, { read: { anna: null } });
    const [attic] = await stage.room([{ id: "anna", client: anna }, { id: "ben", client: anna }], { id: "attic", watch: false, messages: [{ id: "a1", user: "ben", text: "dust" }], read: { anna: null } });
    await stage.act(() => attic.watch());
    await stage.act(() => anna.markAllRead());
    stage.look("unread", [hers.countUnread(), attic.countUnread()]);
  },
  "read on another device": async (stage) => {
    const { hers } = await started(stage, { read: { anna: null } });
    await stage.backend("POST", "/channels/messaging/kitchen/read", {}, "anna");
    stage.look("unread", hers.countUnread());
    await stage.backend("POST", "/channels/messaging/kitchen/unread", { message_id: "h2" }, "anna");
    stage.look("unread again", hers.countUnread());
  },
  "read here alone": async (stage) => {
    const { hers } = await started(stage, { read: { anna: null } });
    await stage.act(async () => hers.markReadLocally());
    stage.look("unread", hers.countUnread());
  },
  "delivered": async (stage) => {
    const { anna, hers, his } = await started(stage);
    await stage.act(() => hers.sendMessage({ id: "m1", text: "there yet?" }));
    await stage.pass(2);
    await stage.act(() => anna.markChannelsDelivered({ latest_delivered_messages: [{ cid: "messaging:kitchen", id: "h4" }] }));
    stage.look("delivered to Ben", hers.state.read.ben);
    await stage.act(() => his.markRead());
  },
  "delivered, told in time": async (stage) => {
    const { his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "one" }));
    await stage.act(() => his.sendMessage({ id: "m2", text: "two" }));
    await stage.pass(3);
  },
  "a thread read": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.sendMessage({ id: "r1", text: "mine", parent_id: "h1" }));
    await stage.act(() => his.sendMessage({ id: "r2", text: "his", parent_id: "h1" }));
    await stage.act(() => hers.markRead({ thread_id: "h1" }));
    await stage.act(() => hers.markUnread({ thread_id: "h1" }));
  },
  "in a channel one is not a member of": async (stage) => {
    const { ben } = await started(stage);
    await stage.seed({ users: [{ id: "zoe" }], channels: [{ type: "livestream", id: "show", created_by: "zoe", members: ["zoe"], messages: [{ id: "z1", user: "zoe", text: "hi" }] }] });
    const show = stage.channel({ client: ben, id: "ben" }, "livestream", "show");
    await stage.act(() => show.watch());
    await stage.backend("POST", "/channels/livestream/show/message", { message: { id: "z2", text: "news" } }, "zoe");
    stage.look("unread", show.countUnread());
    await stage.act(() => show.markRead());
  },
  "hidden receipts": async (stage) => {
    const { client, token } = stage.stranger("anna");
    await stage.act(() => client.connectUser({ id: "anna", privacy_settings: { read_receipts: { enabled: false } } }, token));
    const [ben] = await stage.people("ben");
    const [hers, his] = await stage.room([{ id: "anna", client }, ben], { messages: stage.history(2, "ben"), read: { anna: null } });
    await stage.act(() => hers.markRead());
    stage.look("what Ben sees", Object.keys(his.state.read));
  },
};
