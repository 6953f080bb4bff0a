/** Owns the scenarios about what users keep: pins, drafts, reminders, locations, and about finding it again. */

const started = async (stage, messages = stage.history(3, "anna")) => {
  const all = await stage.people("anna", "ben");
  const [hers, his] = await stage.room(all, { messages });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

export default {
  "a message pinned and unpinned": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.pinMessage("h1"));
    await stage.act(() => anna.pinMessage({ id: "h2" }, 60));
    await stage.act(() => anna.pinMessage(hers.state.messages[2], stage.time(500), undefined, stage.time(-10)));
    stage.look("pinned", hers.state.pinnedMessages.map(({ id }) => id));
    await stage.act(() => anna.unpinMessage("h1"));
    stage.look("pinned then", hers.state.pinnedMessages.map(({ id }) => id));
  },
  "pins that are none": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.pinMessage("h1", "rubbish"));
    await stage.act(() => anna.pinMessage(""));
    await stage.act(() => anna.pinMessage("unknown"));
    await stage.act(() => anna.unpinMessage("h1"));
  },
  "pins listed": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.pinMessage("h1"));
    await stage.act(() => anna.pinMessage("h2"));
    await stage.act(() => hers.getPinnedMessages({ limit: 1 }));
    await stage.act(() => hers.getPinnedMessages({ limit: 5, id_lt: "h2" }, { pinned_at: -1 }));
  },
  "pins by hand": async (stage) => {
    const { hers } = await started(stage);
    const pin = (id, seconds) => ({ ...hers.state.messages.find((message) => message.id === id), pinned: true, pinned_at: stage.time(seconds) });
    await stage.act(async () => hers.state.addPinnedMessages([pin("h2", -5), pin("h1", -9)]));
    await stage.act(async () => hers.state.addPinnedMessage(pin("h3", -7)));
    stage.look("pinned", hers.state.pinnedMessages.map(({ id }) => id));
    await stage.act(async () => hers.state.removePinnedMessage({ id: "h2" }));
    stage.look("pinned then", hers.state.pinnedMessages.map(({ id }) => id));
  },
  "pinned from the beginning": async (stage) => {
    await started(stage, [{ id: "a", text: "a", user: "anna", pinned: true, created_at: stage.time(-500) }, { id: "b", text: "b", user: "ben", created_at: stage.time(-400) }, { id: "c", text: "c", user: "ben", pinned: true, created_at: stage.time(-300) }]);
  },
  "a draft": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => hers.createDraft({ id: "d1", text: "not yet" }));
    await stage.act(() => hers.getDraft());
    await stage.act(() => hers.createDraft({ id: "d1", text: "almost", mentioned_users: ["ben"] }));
    await stage.act(() => anna.queryDrafts({ limit: 5 }));
    await stage.act(() => hers.deleteDraft());
    await stage.act(() => hers.getDraft());
  },
  "a draft in a thread": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => hers.createDraft({ id: "d1", text: "not yet", parent_id: "h1" }));
    await stage.act(() => hers.getDraft({ parent_id: "h1" }));
    await stage.act(() => anna.queryDrafts({ filter: { channel_cid: "messaging:kitchen" }, sort: [{ created_at: -1 }] }));
    await stage.act(() => hers.deleteDraft({ parent_id: "h1" }));
  },
  "a draft that becomes a message": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.createDraft({ id: "d1", text: "not yet" }));
    await stage.act(() => hers.watch());
    await stage.act(() => hers.sendMessage({ id: "d1", text: "now" }));
    await stage.act(() => hers.getDraft());
  },
  "a reminder": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.createReminder({ messageId: "h1", remind_at: stage.time(3_000) }));
    await stage.act(() => anna.createReminder({ messageId: "h2" }));
    await stage.act(() => anna.createReminder({ messageId: "h1" }));
    await stage.act(() => anna.updateReminder({ messageId: "h2", remind_at: stage.time(4_000) }));
    await stage.act(() => anna.queryReminders({ limit: 5, sort: { remind_at: 1 } }));
    await stage.act(() => anna.queryReminders({ filter: { channel_cid: "messaging:kitchen" } }));
    await stage.act(() => anna.deleteReminder("h1"));
    await stage.act(() => anna.deleteReminder("unknown"));
  },
  "a place": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.sendSharedLocation({ latitude: 1.5, longitude: 2.5, created_by_device_id: "phone" }));
    await stage.act(() => hers.sendSharedLocation({ latitude: 91, longitude: 0, created_by_device_id: "phone" }));
  },
  "a place that moves": async (stage) => {
    const { anna, hers } = await started(stage);
    const { message } = await stage.act(() => hers.sendSharedLocation({ latitude: 1.5, longitude: 2.5, created_by_device_id: "phone", end_at: stage.time(5_000) })) ?? {};
    await stage.act(() => anna.updateLocation({ message_id: message?.id, created_by_device_id: "phone", latitude: 3, longitude: 4 }));
    await stage.act(() => anna.getSharedLocations());
    await stage.act(() => hers.stopLiveLocationSharing({ message_id: message?.id, created_by_device_id: "phone" }));
  },
  "found in a channel": async (stage) => {
    const { hers } = await started(stage, [{ id: "a", text: "plum cake", user: "anna" }, { id: "b", text: "apple cake", user: "ben" }, { id: "c", text: "tea", user: "ben" }]);
    await stage.act(() => hers.search("cake"));
    await stage.act(() => hers.search("cake", { limit: 1 }));
    await stage.act(() => hers.search({ text: { $autocomplete: "app" } }, { sort: { created_at: -1 } }));
  },
  "found everywhere": async (stage) => {
    const { anna } = await started(stage, [{ id: "a", text: "plum cake", user: "anna" }, { id: "b", text: "apple cake", user: "ben" }]);
    await stage.act(() => anna.search({ members: { $in: ["anna"] } }, "plum", { limit: 2, offset: 0 }));
    await stage.act(() => anna.search({ members: { $in: ["anna"] } }, "plum", { offset: 1, next: "x" }));
    await stage.act(() => anna.search({ members: { $in: ["anna"] } }, { text: "nothing" }));
  },
  "what was missed": async (stage) => {
    const { anna, his } = await started(stage);
    await stage.act(() => his.sendMessage({ id: "m1", text: "one" }));
    await stage.act(() => anna.sync(["messaging:kitchen"], stage.time(0)));
    await stage.act(() => anna.sync(["messaging:kitchen", "messaging:unknown"], stage.time(0), { with_inaccessible_cids: true }));
  },
  "settings of the application": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.getAppSettings());
    await stage.act(() => anna.enrichURL("https://example.com/cake"));
  },
};
