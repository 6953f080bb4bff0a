/** Owns the scenarios about members: coming, going, roles, invitations, bans, pins and archives of their own. */

const started = async (stage, fields = {}) => {
  const all = await stage.people("anna", "ben", "cleo");
  const [hers, his] = await stage.room(all.slice(0, 2), { messages: stage.history(2, "ben"), ...fields });
  return { anna: all[0].client, ben: all[1].client, cleo: all[2], hers, his };
};

export default {
  "added": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.addMembers(["cleo"], { text: "welcome" }));
  },
  "added without the past": async (stage) => {
    const { cleo, hers } = await started(stage);
    await stage.act(() => hers.addMembers([{ user_id: "cleo", nickname: "C" }], undefined, { hide_history: true }));
    const theirs = stage.channel(cleo, "messaging", "kitchen");
    await stage.act(() => theirs.watch());
  },
  "removed": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.removeMembers(["ben"]));
    await stage.act(() => his.sendMessage({ id: "m1", text: "hello?" }));
    stage.look("members", Object.keys(hers.state.members));
  },
  "gone by oneself": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => his.removeMembers(["ben"]));
    await stage.act(async () => his.countUnread());
    await stage.act(() => hers.sendMessage({ id: "m1", text: "he is gone" }));
  },
  "moderators made and unmade": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.addModerators(["ben"]));
    await stage.act(() => hers.demoteModerators(["ben"]));
    await stage.act(() => hers.assignRoles([{ user_id: "ben", channel_role: "channel_moderator" }]));
  },
  "roles given by the backend": async (stage) => {
    const { hers } = await started(stage);
    await stage.backend("POST", "/channels/messaging/kitchen", { assign_roles: [{ user_id: "ben", channel_role: "channel_moderator" }] });
    await stage.backend("POST", "/channels/messaging/kitchen", { demote_moderators: ["ben"] });
    stage.look("role", hers.state.members.ben.channel_role);
  },
  "data of one's own membership": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.act(() => hers.updateMemberPartial({ set: { nickname: "A" } }));
    await stage.act(() => his.updateMemberPartial({ unset: ["nickname"], set: { colour: "red" } }, { userId: "ben" }));
    await stage.act(() => his.updateMemberPartial({ set: { nickname: "not mine" } }, { userId: "anna" }));
  },
  "pinned and archived": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.pin());
    stage.look("pinned", hers.state.membership.pinned_at);
    await stage.act(() => hers.unpin());
    await stage.act(() => hers.archive());
    await stage.act(() => hers.unarchive());
  },
  "queried": async (stage) => {
    const { hers } = await started(stage);
    await stage.act(() => hers.queryMembers({}));
    await stage.act(() => hers.queryMembers({ name: { $autocomplete: "be" } }, { created_at: -1 }, { limit: 1, offset: 0 }));
    await stage.act(() => hers.queryMembers({ nonsense: { $foo: 1 } }));
  },
  "invited, accepted": async (stage) => {
    const { cleo, hers } = await started(stage);
    await stage.act(() => hers.inviteMembers(["cleo"]));
    const theirs = stage.channel(cleo, "messaging", "kitchen");
    await stage.act(() => theirs.watch());
    await stage.act(() => theirs.acceptInvite({ message: { text: "here I am" } }));
  },
  "invited, declined": async (stage) => {
    const { cleo, hers } = await started(stage);
    await stage.act(() => hers.inviteMembers(["cleo"]));
    const theirs = stage.channel(cleo, "messaging", "kitchen");
    await stage.act(() => theirs.query());
    await stage.act(() => theirs.rejectInvite());
    await stage.act(() => theirs.rejectInvite());
  },
  "banned from the channel": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.backend("POST", "/channels/messaging/kitchen", { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
    await stage.act(() => hers.banUser("ben", { reason: "rude", timeout: 60 }));
    await stage.act(() => his.sendMessage({ id: "m1", text: "why?" }));
    await stage.act(() => hers.unbanUser("ben"));
    await stage.act(() => his.sendMessage({ id: "m2", text: "sorry" }));
  },
  "banned without knowing": async (stage) => {
    const { hers, his } = await started(stage);
    await stage.backend("POST", "/channels/messaging/kitchen", { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
    await stage.act(() => hers.shadowBan("ben", { reason: "spam" }));
    await stage.act(() => his.sendMessage({ id: "m1", text: "buy now" }));
    stage.look("Anna sees", hers.state.messages.map(({ id }) => id));
    stage.look("unread", hers.countUnread());
    await stage.act(() => hers.removeShadowBan("ben"));
  },
  "a ban that one may not give": async (stage) => {
    const { his, ben } = await started(stage);
    await stage.act(() => his.banUser("anna", {}));
    await stage.act(() => ben.banUser("anna", { timeout: 5 }));
  },
  "bans listed": async (stage) => {
    const { anna, hers } = await started(stage);
    await stage.backend("POST", "/channels/messaging/kitchen", { assign_roles: [{ user_id: "anna", channel_role: "channel_moderator" }] });
    await stage.act(() => hers.banUser("ben", { reason: "rude" }));
    await stage.act(() => anna.queryBannedUsers({ channel_cid: "messaging:kitchen" }, { created_at: -1 }, { limit: 5 }));
  },
  "a hundred and more": async (stage) => {
    const [anna] = await stage.people("anna");
    const crowd = Array.from({ length: 120 }, (_, at) => `guest-${String(at).padStart(3, "0")}`);
    await stage.seed({ users: crowd.map((id) => ({ id })), channels: [{ type: "messaging", id: "hall", created_by: "anna", members: ["anna", ...crowd] }] });
    const hall = stage.channel(anna, "messaging", "hall");
    await stage.act(() => hall.watch());
    stage.look("held", Object.keys(hall.state.members).length);
    await stage.act(() => hall.query({ members: { limit: 50, offset: 100 } }));
    stage.look("held then", Object.keys(hall.state.members).length);
    await stage.act(() => hall.sendMessage({ id: "m1", text: "good evening" }));
  },
};
