/** Checks 25 to 27 and 32 to 34: unread, and chat sessions from their start to their end, one or two in a channel. */
import { cidOf, expect, test } from "./kitty_test.js";
import { hearing, meet } from "./scenes.js";

test("check 25: a channel is unread after others wrote, until a chat session starts", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  const unread = (of: typeof ada) => of.run(async (app, given) => (await app.ok(app.kitty.getChannelUnread({ channel: given }))).unread, channel);
  expect([await unread(ada), await unread(bo)]).toEqual([false, false]);
  await ada.say(channel, "hello");
  await expect.poll(() => unread(bo)).toBe(true);
  expect(await unread(ada), "her own message").toBe(false);
  await bo.enter(channel);
  await expect.poll(() => unread(bo)).toBe(false);
  await ada.say(channel, "hello again");
  await expect.poll(() => bo.heard()).toEqual(["hello again"]);
  await expect.poll(() => unread(bo), "read while he is there").toBe(false);
  await bo.leave();
  await ada.say(channel, "and when you have gone");
  await expect.poll(() => unread(bo)).toBe(true);
});

test("check 26: a chat session is there at once, and the server knows who is in it", async ({ visit, backend }) => {
  const { ada, channel } = await meet(visit);
  expect(await backend.watchers(cidOf(channel))).toEqual([]);
  const found = await ada.run((app, given) => {
    const result = app.kitty.startChatSession({ channel: given, onReceivedMessage: app.note("onReceivedMessage") });
    return { promise: "then" in result, succeeded: result.succeeded, failed: result.failed, id: result.session?.channel.id };
  }, channel);
  expect(found).toEqual({ promise: false, succeeded: true, failed: false, id: channel.id });
  await expect.poll(() => backend.watchers(cidOf(channel))).toEqual(["ada"]);
});

test("check 27: messages reach a chat session once, and not after its end", async ({ visit }) => {
  await hearing(await meet(visit));
});

test("check 32: a chat session works without callbacks, and with one of them", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.enter(channel, []);
  await bo.enter(channel, ["onReceivedMessage"]);
  await bo.type(channel, "hel");
  await bo.say(channel, "hello");
  await ada.say(channel, "hello yourself");
  await expect.poll(() => bo.heard()).toEqual(["hello", "hello yourself"]);
  expect(await bo.run((app) => Object.keys(app.told))).toEqual(["onReceivedMessage"]);
  expect(await ada.run((app) => Object.keys(app.told))).toEqual([]);
});

test("check 33: end works away from its session and twice, and a new session can start at once", async ({ visit, backend }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.enter(channel);
  await expect.poll(() => backend.watchers(cidOf(channel))).toEqual(["ada"]);
  await ada.run((app) => {
    const { end } = app.session!;
    end();
    end();
  });
  await expect.poll(() => backend.watchers(cidOf(channel))).toEqual([]);
  await ada.enter(channel);
  await ada.leave();
  await ada.enter(channel);
  await bo.say(channel, "still there?");
  await expect.poll(() => ada.heard()).toEqual(["still there?"]);
  expect(await backend.watchers(cidOf(channel))).toEqual(["ada"]);
});

test("check 34: a chat session ends by the class and by the instance", async ({ visit, backend }) => {
  const { ada, bo, channel } = await meet(visit);
  for (const by of ["class", "instance"] as const) {
    await ada.enter(channel);
    await expect.poll(() => backend.watchers(cidOf(channel))).toEqual(["ada"]);
    await ada.run((app, owner) => (owner === "class" ? app.ChatKitty : app.kitty).endChatSession(app.session!), by);
    await expect.poll(() => backend.watchers(cidOf(channel))).toEqual([]);
    await bo.say(channel, `ended by the ${by}`);
  }
  await ada.enter(channel);
  await bo.say(channel, "heard");
  await expect.poll(() => ada.heard()).toEqual(["heard"]);
});

test("a message sent in the moment of the start reaches its sender", async ({ visit }) => {
  const { ada, channel } = await meet(visit);
  await ada.run(async (app, given) => {
    app.enter(given);
    await app.ok(app.kitty.sendMessage({ channel: given, body: "at once" }));
  }, channel);
  await expect.poll(() => ada.heard()).toEqual(["at once"]);
});

test("of two chat sessions in one channel each is told, and the server knows until both have ended", async ({ visit, backend }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.run((app, given) => {
    const first = app.kitty.startChatSession({ channel: given, onReceivedMessage: app.note("first") });
    app.enter(given);
    app.unsubscribe = first.session?.end;
  }, channel);
  await bo.say(channel, "to both");
  await expect.poll(() => ada.heard()).toEqual(["to both"]);
  await ada.run((app) => app.unsubscribe?.());
  await bo.say(channel, "to the second");
  await expect.poll(() => ada.heard()).toEqual(["to both", "to the second"]);
  expect(await ada.told("first")).toMatchObject([{ body: "to both" }]);
  expect(await backend.watchers(cidOf(channel))).toEqual(["ada"]);
  await ada.leave();
  await expect.poll(() => backend.watchers(cidOf(channel))).toEqual([]);
});

test("an app can keep reading and key strokes to itself", async ({ visit }) => {
  const { ada, bo, channel } = await meet((username) => visit(username, username === "ada" ? { keystrokes: "off" } : { autoRead: false }));
  await ada.enter(channel);
  await bo.enter(channel);
  await ada.say(channel, "read me");
  await expect.poll(() => bo.heard()).toEqual(["read me"]);
  const unread = () => bo.run(async (app, given) => (await app.ok(app.kitty.getChannelUnread({ channel: given }))).unread, channel);
  expect(await unread()).toBe(true);
  await bo.run((app, given) => app.ok(app.kitty.readChannel({ channel: given })).then(() => undefined), channel);
  await expect.poll(unread).toBe(false);
  await ada.type(channel, "hel");
  await expect.poll(() => bo.names("onTypingStarted")).toEqual(["ada"]);
  await bo.type(channel, "hello");
  await expect.poll(() => ada.told("onReceivedKeystrokes"), "by now Ada's text would have been sent").toEqual([{ username: "bo", keys: "hello" }]);
  await ada.say(channel, "the last");
  await expect.poll(async () => (await bo.heard()).at(-1)).toBe("the last");
  expect(await bo.told("onReceivedKeystrokes")).toEqual([]);
});
