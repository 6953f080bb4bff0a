/** Checks 1 to 5: instances, sessions of users and guests, their end. */
import { cidOf, expect, test } from "./kitty_test.js";

test("check 1: an instance per key is there at once, and asks nothing of anybody before a session", async ({ open }) => {
  const ada = await open();
  const found = await ada.run((app) => ({
    same: app.ChatKitty.getInstance("key-in-the-source") === app.kitty,
    other: app.ChatKitty.getInstance("other key") === app.kitty,
    promise: "then" in app.kitty,
  }));
  expect(found).toEqual({ same: true, other: false, promise: false });
  expect(ada.requests.map((request) => request.url())).toEqual([]);
});

test("check 2: a session starts under any user name, and the exchange gets what the app gave", async ({ open, backend }) => {
  const username = "Jane.Doe+1@example.com";
  const authParams = { password: "pässword", nested: { numbers: [1, 2] } };
  const jane = await open();
  const result = await jane.run((app, request) => app.kitty.startSession(request), { username, authParams });
  expect(result).toMatchObject({ succeeded: true, failed: false, cancelled: false, session: { user: { name: username } } });
  expect(backend.exchanges).toMatchObject([{ username, userId: "_4aane_2e_44oe_2b1@example_2ecom", authParams }]);
});

test("check 3: a wrong password gives a failed result and leaves nothing open", async ({ open, server }) => {
  const ada = await open();
  const result = await ada.run((app) => app.kitty.startSession({ username: "ada", authParams: { password: "wrong" } }));
  expect(result).toMatchObject({ succeeded: false, failed: true, cancelled: false });
  expect(result.error?.error).toBe("AccessDeniedError");
  expect(result.error?.message).toMatch(/./);
  expect((await server.ledger("ada")).connections.filter(({ open }) => open)).toEqual([]);
  expect(await ada.run((app) => app.kitty.currentUser === undefined)).toBe(true);
  expect((await ada.signIn("ada")).name, "and another attempt is possible").toBe("ada");
});

test("check 4: a user name alone makes a guest, and the same one makes the same guest", async ({ open, backend }) => {
  const ada = await open({ authUrl: "", guest: "guest" });
  const start = () => ada.run(async (app) => (await app.ok(app.kitty.startSession({ username: "Ada L." }))).session.user);
  const first = await start();
  expect(first).toMatchObject({ name: "Ada L.", isGuest: true });
  await ada.page.reload();
  expect((await start()).id).toBe(first.id);
  expect(backend.exchanges).toEqual([]);
});

test("check 5: after the end of a session nothing works, and another user can start one", async ({ visit, server }) => {
  const ada = await visit("ada");
  await ada.run((app) => void app.kitty.onCurrentUserChanged((user) => app.note("user")(user?.name ?? null)));
  const channel = await ada.create({ type: "PUBLIC", name: "square" });
  expect(cidOf(channel)).toMatch(/^public:\d+$/);
  await ada.run((app) => app.kitty.endSession());
  expect(await ada.told("user")).toEqual(["ada", null]);
  await expect.poll(async () => (await server.ledger("ada")).connections.map(({ open }) => open)).toEqual([false]);

  const thrown = await ada.run((app, given) => [
    app.thrown(() => app.kitty.getCurrentUser()),
    app.thrown(() => app.kitty.updateCurrentUser((user) => user)),
    app.thrown(() => app.kitty.createChannel({ type: "PUBLIC", name: "other" })),
    app.thrown(() => app.kitty.getChannels()),
    app.thrown(() => app.kitty.getChannel(given.id)),
    app.thrown(() => app.kitty.joinChannel({ channel: given })),
    app.thrown(() => app.kitty.getChannelMembers({ channel: given })),
    app.thrown(() => app.kitty.getChannelUnread({ channel: given })),
    app.thrown(() => app.kitty.startChatSession({ channel: given })),
    app.thrown(() => app.kitty.sendMessage({ channel: given, body: "hello" })),
    app.thrown(() => app.kitty.getMessages({ channel: given })),
  ].map((error) => error?.error), channel);
  expect(thrown).toEqual(thrown.map(() => "NoActiveSessionError"));

  expect((await ada.signIn("bo")).name).toBe("bo");
  expect(await ada.told("user")).toEqual(["ada", null, "bo"]);
  expect(await ada.listed(true), "bo's own view").toEqual(["square"]);
});

test("two starts for one user share their session, another user has to wait for its end", async ({ open, backend }) => {
  const ada = await open();
  const found = await ada.run(async (app) => {
    const request = { username: "ada", authParams: { password: "right" } };
    const [first, second] = [app.kitty.startSession(request), app.kitty.startSession(request)];
    const meanwhile = app.thrown(() => app.kitty.startSession({ ...request, username: "bo" }))?.error;
    const users = [(await app.ok(first)).session.user, (await app.ok(second)).session.user];
    return { same: users[0] === users[1], meanwhile, afterwards: app.thrown(() => app.kitty.startSession(request))?.error };
  });
  expect(found).toEqual({ same: true, meanwhile: "SessionActiveError", afterwards: "SessionActiveError" });
  expect(backend.exchanges.length).toBe(1);
});

test("a token that has expired is exchanged for a new one with what the session began with", async ({ visit, server, backend }) => {
  const ada = await visit("ada");
  await server.breaks({ kind: "expire_tokens", user_id: "ada" });
  expect(await ada.listed()).toEqual([]);
  expect(backend.exchanges.map(({ userId, authParams }) => ({ userId, authParams }))).toEqual(Array(2).fill({ userId: "ada", authParams: { password: "right" } }));
});

test("a backend or a service out of reach gives a failed result that says so", async ({ open }) => {
  for (const configuration of [{ authUrl: "http://127.0.0.1:9/token" }, { baseUrl: "http://127.0.0.1:9", client: { connectTimeout: 2_000 } }]) {
    const ada = await open(configuration);
    const result = await ada.run((app) => app.kitty.startSession({ username: "ada", authParams: { password: "right" } }));
    expect(result).toMatchObject({ failed: true, error: { error: "ChatKittyConnectionError", message: expect.stringMatching(/./) } });
  }
});

test("a session that is ended before it has begun leaves nothing open", async ({ open, server }) => {
  const ada = await open();
  const outcome = await ada.run(async (app) => {
    const starting = app.kitty.startSession({ username: "ada", authParams: { password: "right" } });
    await app.kitty.endSession();
    const { failed } = await starting;
    return { failed, user: app.kitty.currentUser === undefined };
  });
  expect(outcome).toEqual({ failed: true, user: true });
  await expect.poll(async () => (await server.ledger("ada")).connections.filter((connection) => connection.open)).toEqual([]);
  expect((await ada.signIn("bo")).name).toBe("bo");
});
