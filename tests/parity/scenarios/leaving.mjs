/** Owns the scenarios about calls before, between and after connections, and the older names of connecting. First connections: connecting.mjs. */

const started = async (stage) => {
  const [anna] = await stage.people("anna", "ben");
  const [hers] = await stage.room([anna, { id: "ben", client: anna.client }], { watch: false, messages: stage.history(2, "ben") });
  await stage.act(() => hers.watch());
  return { ...anna, hers };
};

export default {
  "older names": async ({ stranger, act, look }) => {
    const { client, token } = stranger("anna");
    await act(() => client.setUser({ id: "anna", name: "Anna" }, token));
    look("user", client.userID);
    await act(() => client.disconnect());
    look("gone", client.userID ?? null);
    await act(async () => void await client.setAnonymousUser());
    look("anonymous", client.anonymous);
    await act(() => client.disconnect());
    look("anonymous then", client.anonymous);
  },
  "twice": async (stage) => {
    const { client } = await started(stage);
    await stage.act(() => client.disconnectUser());
    await stage.act(() => client.disconnectUser());
    await stage.act(() => Promise.all([client.disconnectUser(), client.disconnectUser()]));
    stage.look("promises", [client.wsPromise ?? null, client.setUserPromise ?? null]);
  },
  "calls afterwards": async (stage) => {
    const { client, hers } = await started(stage);
    await stage.act(() => client.disconnectUser());
    await stage.act(() => client.queryUsers({ id: "ben" }));
    await stage.act(() => client.queryChannels({ type: "messaging" }));
    await stage.act(() => client.getMessage("h1"));
    await stage.act(() => hers.sendMessage({ id: "m1", text: "too late" }));
    await stage.act(() => hers.markRead());
    await stage.act(() => hers.keystroke());
    await stage.act(() => hers.watch());
    await stage.act(() => client.openConnection());
    stage.look("client", { userID: client.userID ?? null, user: client.user ?? null, channels: Object.keys(client.activeChannels), users: Object.keys(client.state.users), mutes: [client.mutedUsers, client.mutedChannels], listeners: Object.keys(client.listeners).length > 0 });
  },
  "listeners stay": async (stage) => {
    const { client, token } = await started(stage);
    const heard = [];
    client.on("user.updated", ({ user }) => heard.push(user.name));
    await stage.act(() => client.disconnectUser());
    await stage.act(() => client.connectUser({ id: "anna" }, token));
    await stage.act(() => client.partialUpdateUser({ id: "anna", set: { name: "Anna B" } }));
    stage.look("heard", heard);
  },
  "the same channel again": async (stage) => {
    const { client, token } = await started(stage);
    await stage.act(() => client.disconnectUser());
    await stage.act(() => client.connectUser({ id: "anna" }, token));
    const again = stage.channel({ id: "anna", client }, "messaging", "kitchen");
    stage.look("before", { initialized: again.initialized, messages: again.state.messages.length });
    await stage.act(() => again.watch());
    stage.look("after", { initialized: again.initialized, messages: again.state.messages.length });
  },
  "a failure that forgets the user": async ({ stranger, act, token, look }) => {
    const { client } = stranger("anna");
    const wrong = `${(await token("anna")).split(".").slice(0, 2).join(".")}.c2lnbmF0dXJl`;
    await act(() => client.connectUser({ id: "anna", name: "Anna" }, wrong));
    look("user", [client.userID ?? null, client.user?.id ?? null]);
    await act(() => client.connectUser({ id: "anna" }, stranger("anna", { as: "other" }).token));
    look("user then", client.userID ?? null);
  },
  "a failure that keeps the user": async ({ stranger, act, token, look }) => {
    const { client } = stranger("anna", { persistUserOnConnectionFailure: true });
    const wrong = `${(await token("anna")).split(".").slice(0, 2).join(".")}.c2lnbmF0dXJl`;
    await act(() => client.connectUser({ id: "anna", name: "Anna" }, wrong));
    look("kept", [client.userID ?? null, client.user?.id ?? null, client.user?.name ?? null]);
    await act(() => client.disconnectUser());
    look("gone", client.userID ?? null);
  },
  "a connection opened twice": async (stage) => {
    const { client } = await started(stage);
    await stage.act(() => client.openConnection());
    await stage.act(() => client.closeConnection());
    stage.look("closed", { userID: client.userID, isHealthy: client.wsConnection?.isHealthy ?? null });
    await stage.act(() => client.closeConnection());
    await stage.act(() => Promise.all([client.openConnection(), client.openConnection()]), "both at once");
    stage.look("opened", { userID: client.userID, isHealthy: client.wsConnection?.isHealthy ?? null });
  },
  "recovered by hand": async (stage) => {
    const { client, hers } = await started(stage);
    await stage.act(() => client.recoverState());
    stage.look("messages", hers.state.messages.map(({ id }) => id));
  },
  "recovered before any connection": async ({ stranger, act }) => {
    const { client } = stranger("anna");
    await act(() => client.recoverState());
  },
  "threads kept by the app": async (stage) => {
    const { client, hers } = await started(stage);
    client.preventThreadCleanup = true;
    await stage.backend("POST", "/channels/messaging/kitchen/message", { message: { id: "r1", text: "reply", parent_id: "h1" } }, "ben");
    await stage.act(() => hers.getReplies("h1", {}));
    await stage.act(() => client.recoverState());
    stage.look("replies", (hers.state.threads.h1 ?? []).map(({ id }) => id));
  },
  "told what has arrived": async (stage) => {
    const { client, hers } = await started(stage);
    await stage.act(async () => client.syncDeliveredCandidates([]));
    await stage.act(async () => client.syncDeliveredCandidates([hers]));
    await stage.pass(3);
    await stage.act(async () => client.messageDeliveryReporter.syncDeliveredCandidates([hers]));
    await stage.pass(3);
  },
};
