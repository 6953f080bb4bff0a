/** Owns the scenarios about users: their data, presence, mutes, blocks, bans, deletion. */

const started = async (stage) => {
  const all = await stage.people("anna", "ben");
  const [hers, his] = await stage.room(all, { messages: [...stage.history(2, "ben"), { id: "r1", text: "reply", user: "ben", parent_id: "h1" }, { id: "p1", text: "pinned", user: "ben", pinned: true }] });
  return { anna: all[0].client, ben: all[1].client, hers, his };
};

export default {
  "queried": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.queryUsers({ id: { $in: ["ben", "nobody"] } }));
    await stage.act(() => anna.queryUsers({ name: { $autocomplete: "b" } }, { id: 1 }, { limit: 1, offset: 0, presence: true }));
    await stage.act(() => anna.queryUsers({ nonsense: { $foo: 1 } }));
  },
  "of one's own, changed in part": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.act(() => anna.partialUpdateUser({ id: "anna", set: { name: "Anna B", colour: "red" } }));
    await stage.act(() => anna.partialUpdateUser({ id: "anna", unset: ["colour"] }));
    stage.look("name", hers.state.members.anna.user.name);
    await stage.act(() => anna.partialUpdateUser({ id: "ben", set: { name: "not mine" } }));
    await stage.act(() => anna.partialUpdateUser({}));
  },
  "of one's own, as a whole": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.upsertUser({ id: "anna", name: "Anna B", colour: "red" }));
    await stage.act(() => anna.upsertUsers([{ id: "anna", name: "Anna C" }]));
    await stage.act(() => anna.updateUsers([{ id: "anna", name: "Anna D" }]));
  },
  "a change reaches every copy": async (stage) => {
    const { ben, hers } = await started(stage);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => ben.partialUpdateUser({ id: "ben", set: { name: "Benjamin", colour: "blue" } }));
    stage.look("names", [hers.state.messages[0].user.name, hers.state.members.ben.user.name, hers.state.read.ben.user.name, hers.state.threads.h1[0].user.name, hers.state.pinnedMessages[0].user.name]);
  },
  "come and gone": async (stage) => {
    const { anna, ben, hers } = await started(stage);
    await stage.act(() => anna.queryUsers({ id: "ben" }, {}, { presence: true }));
    await stage.act(() => ben.disconnectUser());
    stage.look("online", hers.state.members.ben.user.online);
    stage.look("watchers", Object.keys(hers.state.watchers));
    await stage.pass(2);
  },
  "invisible": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.queryUsers({ id: { $in: ["ben", "cleo"] } }, {}, { presence: true }));
    const cleo = stage.stranger("cleo");
    await stage.act(() => cleo.client.connectUser({ id: "cleo", invisible: true }, cleo.token));
  },
  "muted and unmuted": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.muteUser("ben", undefined, { timeout: 60 }));
    stage.look("mute", anna.userMuteStatus("ben"));
    await stage.act(() => anna.unmuteUser("ben"));
    stage.look("mute then", anna.userMuteStatus("ben"));
    await stage.act(() => anna.muteUser("unknown"));
    await stage.act(() => anna.muteUser("anna"));
  },
  "a channel muted and unmuted": async (stage) => {
    const { anna, hers } = await started(stage);
    stage.look("before", hers.muteStatus());
    await stage.act(() => hers.mute({ expiration: 10_000 }));
    stage.look("muted", hers.muteStatus());
    await stage.pass(12);
    stage.look("after its end", hers.muteStatus());
    await stage.act(() => hers.mute());
    await stage.act(() => hers.unmute());
    stage.look("channels", anna.mutedChannels.length);
  },
  "blocked and unblocked": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.blockUser("ben"));
    await stage.act(() => anna.getBlockedUsers());
    stage.look("blocked", anna.blockedUsers.getLatestValue());
    await stage.act(() => anna.unBlockUser("ben"));
    await stage.act(() => anna.blockUser("ben"));
  },
  "blocked in a channel of two": async (stage) => {
    const { anna, his } = await started(stage);
    await stage.act(() => anna.blockUser("ben"));
    await stage.act(() => his.sendMessage({ id: "m1", text: "hello?" }));
  },
  "flagged": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.flagMessage("h1", { reason: "rude" }));
    await stage.act(() => anna.flagUser("ben"));
    await stage.act(() => anna.flagMessage("h1"));
    await stage.act(() => anna.unflagMessage("h1"));
    await stage.act(() => anna.unflagUser("ben"));
  },
  "moderated": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.moderation.flagUser("ben", "spam"));
    await stage.act(() => anna.moderation.flagMessage("h1", "spam", { custom: { colour: "red" } }));
    await stage.act(() => anna.moderation.muteUser("ben", { timeout: 10 }));
    await stage.act(() => anna.moderation.unmuteUser("ben", {}));
  },
  "banned everywhere": async (stage) => {
    const { his } = await started(stage);
    await stage.backend("POST", "/moderation/ban", { target_user_id: "ben", banned_by_id: "anna", reason: "spam" });
    await stage.act(() => his.sendMessage({ id: "m1", text: "why?" }));
    await stage.backend("DELETE", "/moderation/ban?target_user_id=ben");
    await stage.act(() => his.sendMessage({ id: "m2", text: "back" }));
  },
  "deleted": async (stage) => {
    const { hers } = await started(stage);
    await stage.backend("DELETE", "/users/ben?mark_messages_deleted=true");
    stage.look("types", hers.state.messages.map(({ type }) => type));
  },
  "deleted for good": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => hers.sendMessage({ id: "m1", text: "as you said", quoted_message_id: "h2" }));
    await stage.backend("POST", "/users/delete", { user_ids: ["ben"], user: "hard", messages: "hard" });
    stage.look("messages", hers.state.messages);
  },
  "banned, with all that was said": async (stage) => {
    const { hers } = await started(stage);
    await stage.backend("POST", "/moderation/ban", { target_user_id: "ben", banned_by_id: "anna", type: "messaging", id: "kitchen", delete_messages: "soft" });
    stage.look("types", hers.state.messages.map(({ type }) => type));
  },
  "deactivated and back": async (stage) => {
    await started(stage);
    stage.hold();
    await stage.backend("POST", "/users/ben/deactivate", {});
    await stage.backend("POST", "/users/ben/reactivate", {});
    await stage.wake(5);
  },
  "devices": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.addDevice("phone", "firebase"));
    await stage.act(() => anna.addDevice("tablet", "apn", undefined, "mine"));
    await stage.act(() => anna.getDevices());
    await stage.act(() => anna.removeDevice("phone"));
    await stage.act(() => anna.removeDevice("unknown"));
  },
  "preferences of pushes": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(() => anna.setPushPreferences([{ chat_level: "mentions" }, { chat_level: "none", channel_cid: "messaging:kitchen" }]));
  },
  "groups": async (stage) => {
    const { anna } = await started(stage);
    const { user_group: group } = await stage.act(() => anna.createUserGroup({ name: "Cooks", member_ids: ["ben"] })) ?? {};
    await stage.act(() => anna.addUserGroupMembers(group?.id, { member_ids: ["anna"] }));
    await stage.act(() => anna.getUserGroup(group?.id));
    await stage.act(() => anna.queryUserGroups({ limit: 5 }));
    await stage.act(() => anna.searchUserGroups({ query: "coo" }));
    await stage.act(() => anna.updateUserGroup(group?.id, { name: "Bakers" }));
    await stage.act(() => anna.removeUserGroupMembers(group?.id, { member_ids: ["ben"] }));
    await stage.act(() => anna.deleteUserGroup(group?.id));
    await stage.act(() => anna.searchRoles({ query: "chan", role_type: "channel" }));
  },
  "references by hand": async (stage) => {
    const { anna } = await started(stage);
    await stage.act(async () => anna.state.updateUser({ id: "zoe", name: "Zoe" }));
    await stage.act(async () => anna.state.updateUserReference({ id: "zoe", name: "Zoe Z" }, "messaging:kitchen"));
    stage.look("users", anna.state.users);
    await stage.act(async () => anna.state.deleteAllChannelReference("messaging:kitchen"));
    stage.look("references", anna.state.userChannelReferences);
  },
};
