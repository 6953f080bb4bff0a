/** Owns the scenarios about a channel as such: making, watching, changing, hiding, emptying, deleting it. */

export default {
  "created and watched": async ({ people, channel, act }) => {
    const [anna] = await people("anna", "ben");
    const hers = channel(anna, "messaging", "kitchen", { name: "Kitchen", members: ["anna", "ben"], colour: "red" });
    await act(() => hers.create());
    await act(() => hers.watch());
  },
  "created while the other is online": async ({ people, channel, act }) => {
    const [anna, ben] = await people("anna", "ben");
    const hers = channel(anna, "messaging", "kitchen", { members: ["anna", "ben"] });
    await act(() => hers.watch());
    const his = channel(ben, "messaging", "kitchen");
    await act(() => his.watch());
  },
  "the same members, the same channel": async ({ people, channel, act, look }) => {
    const [anna, ben] = await people("anna", "ben");
    const hers = channel(anna, "messaging", { members: ["anna", "ben"] });
    look("id before", hers.id ?? null);
    await act(() => hers.watch());
    const his = channel(ben, "messaging", { members: ["ben", "anna"] });
    await act(() => his.watch());
    look("the same", hers.cid === his.cid);
    look("known", anna.client.channel("messaging", { members: ["anna", "ben"] }) === hers);
    await act(() => hers.sendMessage({ id: "m1", text: "hi" }));
  },
  "members with roles and data of their own": async ({ people, channel, act }) => {
    const [anna] = await people("anna", "ben");
    const hers = channel(anna, "messaging", "kitchen", { members: [{ user_id: "anna" }, { user_id: "ben", channel_role: "channel_moderator", nickname: "B" }] });
    await act(() => hers.watch());
  },
  "one object for one channel": async ({ people, look }) => {
    const [{ client }] = await people("anna");
    const one = client.channel("messaging", "kitchen", { name: "Kitchen" });
    look("the same", client.channel("messaging", "kitchen") === one);
    client.channel("messaging", "kitchen", { colour: "red" });
    look("data", one.data);
    look("known", Object.keys(client.activeChannels));
  },
  "names that are none": async ({ people, act }) => {
    const [{ client }] = await people("anna");
    await act(async () => client.channel("messaging", "a:b").cid);
    await act(async () => client.channel("mess:aging", "kitchen").cid);
    await act(async () => client.channel("", "kitchen").cid);
    await act(async () => client.channel("no-such-type", "kitchen").watch());
    await act(async () => client.channel("messaging").watch());
  },
  "a channel that nobody has watched yet": async ({ people, act }) => {
    const [{ client }] = await people("anna");
    const idle = client.channel("messaging", "kitchen");
    await act(async () => idle.countUnread());
    await act(async () => idle.state.messages);
    await act(async () => idle.lastRead());
    await act(async () => idle.getConfig() ?? null);
    await act(async () => idle.lastMessage() ?? null);
    await act(() => idle.markRead());
    await act(() => idle.keystroke());
    await act(() => idle.sendReaction("m1", { type: "like" }));
  },
  "queried without state": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"), { watch: false });
    await act(() => hers.query({ state: false }));
    await act(() => hers.query({ watch: false, state: true, presence: false, messages: { limit: 2 }, members: { limit: 1 }, watchers: { limit: 1 } }));
  },
  "watched with limits and presence": async ({ people, room, act, history }) => {
    const [hers] = await room(await people("anna", "ben"), { watch: false, messages: history(6, "ben") });
    await act(() => hers.watch({ presence: true, messages: { limit: 3 }, watchers: { limit: 10 } }));
    await act(() => hers.watch());
  },
  "watched twice": async ({ people, room, act, backend }) => {
    const [hers] = await room(await people("anna", "ben"));
    await backend("POST", "/channels/messaging/kitchen/message", { message: { id: "m1", text: "one" } }, "ben");
    await act(() => hers.watch());
  },
  "no longer watched": async ({ people, room, act }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await act(() => hers.stopWatching());
    await act(() => his.sendMessage({ id: "m1", text: "are you there?" }));
    await act(() => hers.watch());
  },
  "data replaced": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"), { name: "Kitchen", colour: "red" });
    await act(() => hers.update({ name: "Pantry" }, { text: "renamed" }));
    await act(() => hers.update({ name: "Cellar", frozen: false, members: ["x"], own_capabilities: [], cid: "messaging:other" }));
  },
  "data changed in part": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"), { name: "Kitchen", colour: "red" });
    await act(() => hers.updatePartial({ set: { name: "Pantry" }, unset: ["colour"] }));
    await act(() => hers.updatePartial({ set: { members: ["x"] } }));
  },
  "data changed by a stranger": async ({ people, room, act }) => {
    const [, his] = await room(await people("anna", "ben"), { name: "Kitchen" });
    await act(() => his.update({ name: "Mine" }));
    await act(() => his.updatePartial({ set: { name: "Mine" } }));
  },
  "frozen and thawed": async ({ people, room, act, backend }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await backend("PATCH", "/channels/messaging/kitchen", { set: { frozen: true } });
    await act(() => his.sendMessage({ id: "m1", text: "too late" }));
    await backend("PATCH", "/channels/messaging/kitchen", { set: { frozen: false } });
    await act(() => hers.sendMessage({ id: "m2", text: "warm again" }));
  },
  "slow mode": async ({ people, room, act, backend, pass, look }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await backend("POST", "/channels/messaging/kitchen", { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
    await act(() => hers.enableSlowMode(10));
    await act(() => his.sendMessage({ id: "m1", text: "one" }));
    await act(() => his.sendMessage({ id: "m2", text: "two" }));
    look("remaining", his.cooldownTimer?.cooldownRemaining ?? null);
    await pass(4);
    look("remaining later", his.cooldownTimer?.cooldownRemaining ?? null);
    await act(() => hers.disableSlowMode());
    await act(() => his.sendMessage({ id: "m3", text: "three" }));
  },
  "hidden and shown": async ({ people, room, act, history }) => {
    const [hers] = await room(await people("anna", "ben"), { messages: history(2, "ben") });
    await act(() => hers.hide());
    await act(() => hers.show());
  },
  "hidden until a message comes": async ({ people, room, act, history }) => {
    const [hers, his] = await room(await people("anna", "ben"), { messages: history(2, "ben") });
    await act(() => hers.hide(null, false));
    await act(() => his.sendMessage({ id: "m1", text: "here I am" }));
  },
  "hidden and cleared": async ({ people, room, act, history }) => {
    const [hers, his] = await room(await people("anna", "ben"), { messages: history(3, "ben") });
    await act(() => hers.hide(null, true));
    await act(() => his.sendMessage({ id: "m1", text: "afresh" }));
    await act(() => hers.watch());
  },
  "emptied": async ({ people, room, act, history }) => {
    const [hers] = await room(await people("anna", "ben"), { messages: history(3, "anna") });
    await act(() => hers.truncate());
    await act(() => hers.sendMessage({ id: "m1", text: "afresh" }));
  },
  "emptied with a word": async ({ people, room, act, history, backend }) => {
    await room(await people("anna", "ben"), { messages: history(3, "ben") });
    await backend("POST", "/channels/messaging/kitchen/truncate", { message: { id: "m1", text: "swept", user_id: "anna" }, hard_delete: true }, "anna");
  },
  "emptied up to a moment": async ({ people, room, history, backend, time }) => {
    await room(await people("anna", "ben"), { messages: [...history(4, "ben"), { id: "r1", text: "reply", user: "ben", parent_id: "h4", created_at: time(-4000) }] });
    await backend("POST", "/channels/messaging/kitchen/truncate", { truncated_at: time(-4_975) }, "anna");
  },
  "emptied unwatched": async ({ people, room, history, act }) => {
    const [anna, ben] = await people("anna", "ben");
    const [hers, his] = await room([anna, ben], { messages: history(3, "ben"), watch: false });
    await act(() => hers.watch());
    await act(() => his.query());
    await act(() => hers.truncate({ hard_delete: true }));
  },
  "deleted": async ({ people, room, act }) => {
    const [hers, his] = await room(await people("anna", "ben"));
    await act(() => hers.delete());
    await act(() => hers.sendMessage({ id: "m1", text: "hello?" }));
    await act(async () => his.countUnread());
    await act(() => his.sendMessage({ id: "m1", text: "hello?" }));
  },
  "deleted unwatched": async ({ people, room, act }) => {
    const [anna, ben] = await people("anna", "ben");
    const [hers, his] = await room([anna, ben], { watch: false });
    await act(() => his.query());
    await act(() => hers.watch());
    await act(() => hers.delete({ hard_delete: true }));
  },
  "several deleted at once": async ({ people, room, act, backend }) => {
    const [anna, ben] = await people("anna", "ben");
    await room([anna, ben]);
    await room([anna, ben], { id: "attic" });
    await backend("POST", "/channels/delete", { cids: ["messaging:kitchen", "messaging:attic"] });
    await act(() => anna.client.deleteChannels(["messaging:kitchen"]));
  },
  "a message where nobody watches": async ({ people, room, act }) => {
    const [hers, his] = await room(await people("anna", "ben"), { watch: false });
    await act(() => hers.watch());
    await act(() => his.query());
    await act(() => hers.sendMessage({ id: "m1", text: "psst" }));
  },
  "a type without reads and typing": async ({ people, backend, room, act }) => {
    await backend("PUT", "/channeltypes/messaging", { read_events: false, typing_events: false });
    const [hers, his] = await room(await people("anna", "ben"));
    await act(() => hers.sendMessage({ id: "m1", text: "one" }));
    await act(() => his.markRead());
    await act(() => his.keystroke());
    await backend("PUT", "/channeltypes/messaging", { read_events: true, typing_events: true });
  },
  "capabilities change": async ({ people, room, backend, act, look }) => {
    const [hers] = await room(await people("anna", "ben"));
    await backend("POST", "/channels/messaging/kitchen", { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
    await act(() => hers.watch());
    look("may ban", hers.data.own_capabilities.includes("ban-channel-members"));
  },
  "filter tags": async ({ people, room, act }) => {
    const [hers] = await room(await people("anna", "ben"));
    await act(() => hers.addFilterTags(["news", "red"]));
    await act(() => hers.removeFilterTags(["red"]));
  },
};
