/** Owns the scenarios about connecting: users, tokens, guests, leaving. Lost connections: dropping.mjs. */

export default {
  "a user with a token function": async ({ stranger, act, look }) => {
    const anna = stranger("anna");
    await act(() => anna.client.connectUser({ id: "anna", name: "Anna", favourite: "red" }, anna.token));
    look("connected", anna.client.userID);
    await act(() => anna.client.disconnectUser());
    look("gone", anna.client.userID ?? null);
  },
  "a fixed token": async ({ stranger, act, token }) => {
    const anna = stranger("anna");
    const fixed = await token("anna");
    await act(() => anna.client.connectUser({ id: "anna" }, fixed));
  },
  "a development token": async ({ stranger, act }) => {
    const { client } = stranger("anna");
    await act(() => client.connectUser({ id: "anna" }, client.devToken("anna")));
  },
  "an expired token is asked for again": async ({ stranger, act, started, pass, token, look }) => {
    const { client } = stranger("anna");
    const tokens = [await token("anna", -60), await token("anna")];
    let asked = 0;
    const connected = started(() => client.connectUser({ id: "anna" }, async () => tokens[asked++]));
    await pass(5);
    look("asked", asked);
    await connected();
    await act(() => client.getUnreadCount());
  },
  "an expired fixed token": async ({ stranger, act, token, look }) => {
    const { client } = stranger("anna");
    const expired = await token("anna", -60);
    await act(() => client.connectUser({ id: "anna" }, expired));
    look("user", client.userID ?? null);
  },
  "a token of somebody else": async ({ stranger, act, token, look }) => {
    const { client } = stranger("anna");
    const wrong = await token("ben");
    await act(() => client.connectUser({ id: "anna" }, wrong));
    look("user", client.userID ?? null);
  },
  "a token that is none": async ({ stranger, act }) => {
    const { client } = stranger("anna");
    await act(() => client.connectUser({ id: "anna" }, "rubbish"));
    await act(() => client.connectUser({ id: "anna" }, ""));
    await act(() => client.connectUser({ id: "anna" }, undefined));
  },
  "a token with a wrong signature": async ({ stranger, act, token }) => {
    const { client } = stranger("anna");
    const [head, body] = (await token("anna")).split(".");
    await act(() => client.connectUser({ id: "anna" }, `${head}.${body}.c2lnbmF0dXJl`));
  },
  "a token function that fails": async ({ stranger, act }) => {
    const { client, token } = stranger("anna");
    await act(() => client.connectUser({ id: "anna" }, () => Promise.reject(new Error("no token today"))));
    await act(() => client.connectUser({ id: "anna" }, token));
  },
  "the same user connects twice": async ({ stranger, act }) => {
    const { client, token } = stranger("anna");
    await act(() => client.connectUser({ id: "anna" }, token));
    await act(() => client.connectUser({ id: "anna" }, token));
  },
  "two connects at once": async ({ stranger, act }) => {
    const { client, token } = stranger("anna");
    await act(() => Promise.all([client.connectUser({ id: "anna" }, token), client.connectUser({ id: "anna" }, token)]));
  },
  "another user connects without a farewell": async ({ stranger, act, look }) => {
    const { client, token } = stranger("anna");
    const ben = stranger("ben");
    await act(() => client.connectUser({ id: "anna" }, token));
    await act(() => client.connectUser({ id: "ben" }, ben.token));
    look("user", client.userID);
  },
  "another user connects after a farewell": async ({ stranger, act, look }) => {
    const { client, token } = stranger("anna");
    const ben = stranger("ben");
    await act(() => client.connectUser({ id: "anna", mood: "good" }, token));
    await act(() => client.disconnectUser());
    await act(() => client.connectUser({ id: "ben" }, ben.token));
    look("user", client.user);
  },
  "a user without an id": async ({ stranger, act }) => {
    const { client, token } = stranger("anna");
    await act(() => client.connectUser({ name: "Anna" }, token));
    await act(() => client.connectUser({ id: "" }, token));
  },
  "an unknown key": async ({ sdk, url, act, token }) => {
    const client = new sdk.StreamChat("no-such-key", { baseURL: url });
    const fixed = await token("anna");
    await act(() => client.connectUser({ id: "anna" }, fixed));
    await client.disconnectUser();
  },
  "a guest": async ({ stranger, act, look }) => {
    const { client } = stranger("visitor");
    await act(() => client.setGuestUser({ id: "visitor", name: "Visitor" }));
    look("kind of token", client.getAuthType());
  },
  "nobody in particular": async ({ stranger, act, look, seed }) => {
    await seed({ users: [{ id: "anna" }], channels: [{ type: "livestream", id: "show", created_by: "anna", members: ["anna"], messages: [{ id: "m1", user: "anna", text: "welcome" }] }] });
    const { client } = stranger("nobody");
    await act(async () => void await client.connectAnonymousUser());
    look("kind of token", client.getAuthType());
    look("anonymous", client.anonymous);
    const show = client.channel("livestream", "show");
    await act(() => show.watch());
    await act(() => show.sendMessage({ id: "m2", text: "hello" }));
    look("texts", show.state.messages.map(({ text }) => text));
  },
  "a connection that is closed and opened again": async ({ people, room, act, backend, look }) => {
    const [anna] = await people("anna", "ben");
    const [hers] = await room([anna, { id: "ben", client: anna.client }], { watch: false });
    await act(() => hers.watch());
    await act(() => anna.client.closeConnection());
    await backend("POST", "/channels/messaging/kitchen/message", { message: { id: "m1", text: "missed" } }, "ben");
    await act(() => anna.client.openConnection());
    look("texts", hers.state.messages.map(({ text }) => text));
  },
  "a farewell before any connection": async ({ stranger, act }) => {
    const { client } = stranger("anna");
    await act(() => client.disconnectUser());
  },
  "a call before any connection": async ({ stranger, act }) => {
    const { client } = stranger("anna");
    await act(() => client.queryUsers({ id: "anna" }));
    await act(() => client.queryChannels({ type: "messaging" }));
    await act(() => client.channel("messaging", "kitchen").watch());
    await act(() => client.openConnection());
  },
  "a device before connecting": async ({ stranger, act }) => {
    const { client, token } = stranger("anna");
    client.setLocalDevice({ id: "phone", push_provider: "firebase" });
    await act(() => client.connectUser({ id: "anna" }, token));
    await act(() => client.setLocalDevice({ id: "tablet", push_provider: "apn" }));
  },
  "settings of privacy and presence": async ({ stranger, act }) => {
    const { client, token } = stranger("anna");
    await act(() => client.connectUser({ id: "anna", invisible: true, privacy_settings: { typing_indicators: { enabled: false } } }, token));
  },
};
