/** What later generations of the SDK added to the seed's calls, as far as it is more than a name: each of it once, with real pages. */
import type { Channel } from "chatkitty";
import { cidOf, expect, test } from "./kitty_test.js";
import { meet } from "./scenes.js";

test("others are found, counted, looked up and blocked", async ({ visit }) => {
  const ada = await visit("ada");
  await visit("bo");
  await visit("cy");
  const found = await ada.run(async (app) => {
    const { paginator } = await app.ok(app.kitty.getUsers());
    const bo = paginator.items.find(({ name }) => name === "bo")!;
    const online = (await app.ok(app.kitty.listUsers({ filter: { online: true } }))).paginator.items.length;
    const again = (await app.ok(app.kitty.retrieveUser(bo.id))).user.name;
    await app.ok(app.kitty.blockUser({ user: bo }));
    const blocked = (await app.ok(app.kitty.getUserBlockList())).paginator.items;
    await app.ok(app.kitty.deleteUserBlockListItem({ item: blocked[0]! }));
    return {
      names: paginator.items.map(({ name }) => name).sort(), online, again,
      count: (await app.ok(app.kitty.getUsersCount())).count,
      blocked: blocked.map(({ user }) => user.name), left: (await app.ok(app.kitty.getUserBlockList())).paginator.items.length,
    };
  });
  expect(found).toEqual({ names: ["bo", "cy"], online: 2, again: "bo", count: 2, blocked: ["bo"], left: 0 });
});

test("replies, edits, reactions and deletions reach the others' chat session", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.run((app, given) => void app.kitty.startChatSession({
    channel: given,
    onReceivedMessage: (message, parent) => app.note("received")({ body: "body" in message && message.body, parent: parent && "body" in parent ? parent.body : null }),
    onMessageUpdated: (message) => app.note("updated")("body" in message && message.body),
    onMessageDeleted: (message) => app.note("deleted")(message.id),
    onMessageReactionAdded: (message, reaction) => app.note("added")({ id: message.id, emoji: reaction.emoji.character, by: reaction.user.name }),
    onMessageReactionRemoved: (message, reaction) => app.note("removed")({ id: message.id, emoji: reaction.emoji.character, by: reaction.user.name }),
    onMessageRead: (message, receipt) => app.note("read")({ id: message.id, by: receipt.user.name }),
  }), channel);
  await bo.say(channel, "anybody?");
  await expect.poll(() => bo.told("received")).toEqual([{ body: "anybody?", parent: null }]);

  const done = await ada.run(async (app, given) => {
    const root = (await app.ok(app.kitty.getMessages({ channel: given }))).paginator.items[0]!;
    const reply = (await app.ok(app.kitty.sendMessage({ message: root, body: "me" }))).message;
    const edited = (await app.ok(app.kitty.editMessage({ message: reply, body: "only me" }))).message;
    await app.ok(app.kitty.reactToMessage({ message: root, emoji: "👍" }));
    const reactions = (await app.ok(app.kitty.getReactions({ message: root }))).paginator.items;
    await app.ok(app.kitty.removeReaction({ message: root, emoji: "👍" }));
    const replies = (await app.ok(app.kitty.getMessages({ message: root }))).paginator.items;
    const parent = (await app.ok(app.kitty.getMessageParent({ message: reply }))).message;
    const count = (await app.ok(app.kitty.countMessageReplies({ message: root }))).count;
    const { channel: of } = await app.ok(app.kitty.getMessageChannel({ message: reply }));
    await app.ok(app.kitty.deleteMessage({ message: reply }));
    return {
      root: root.id, reply: reply.id, edited: "body" in edited && edited.body, reactions: reactions.map(({ emoji, user }) => ({ emoji: emoji.character, by: user.name })),
      replies: replies.map(({ id }) => id), parent: parent.id, count, channel: of.id, notReply: app.thrown(() => app.kitty.getMessageParent({ message: root }))?.error,
    };
  }, channel);
  expect(done).toMatchObject({
    edited: "only me", reactions: [{ emoji: "👍", by: "ada" }], replies: [done.reply], parent: done.root, count: 1, channel: channel.id, notReply: "MessageNotAReplyError",
  });
  await expect.poll(() => bo.told("received")).toEqual([{ body: "anybody?", parent: null }, { body: "me", parent: "anybody?" }]);
  await expect.poll(() => bo.told("updated")).toContain("only me");
  await expect.poll(() => bo.told("added")).toEqual([{ id: done.root, emoji: "👍", by: "ada" }]);
  await expect.poll(() => bo.told("removed")).toEqual([{ id: done.root, emoji: "👍", by: "ada" }]);
  await expect.poll(() => bo.told("deleted")).toEqual([done.reply]);
  await ada.run((app, given) => app.ok(app.kitty.readChannel({ channel: given })).then(() => undefined), channel);
  await expect.poll(() => bo.told("read")).toContainEqual({ id: done.root, by: "ada" });
});

test("what is unread is counted, and who read what is known", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.say(channel, "one");
  await ada.say(channel, "two");
  const counts = () => bo.run(async (app, given) => [
    (await app.ok(app.kitty.getUnreadChannelsCount())).count,
    (await app.ok(app.kitty.countUnreadChannels({ filter: { type: "PRIVATE" } }))).count,
    (await app.ok(app.kitty.countUnreadMessages())).count,
    (await app.ok(app.kitty.getUnreadMessagesCount({ channel: given }))).count,
    (await app.ok(app.kitty.getUnreadChannels())).paginator.items.length,
  ], channel);
  expect(await counts()).toEqual([1, 0, 2, 2, 1]);
  await bo.run((app, given) => app.ok(app.kitty.readChannel({ channel: given })).then(() => undefined), channel);
  expect(await counts()).toEqual([0, 0, 0, 0, 0]);
  const read = await ada.run(async (app, given) => {
    const { paginator } = await app.ok(app.kitty.getMessages({ channel: given }));
    const receipts = (await app.ok(app.kitty.listReadReceipts({ message: paginator.items[0]! }))).paginator.items.map(({ user }) => user.name);
    const { message } = await app.ok(app.kitty.getLastReadMessage({ channel: given, username: "bo" }));
    const { context } = await app.ok(app.kitty.retrieveChannelContext({ channel: given }));
    const bo = (await app.ok(app.kitty.getChannelMembers({ channel: given }))).paginator.items.find(({ name }) => name === "bo")!;
    return { receipts, last: message && "body" in message ? message.body : undefined, readByBo: paginator.items.every(({ id }) => context.readBy[id]?.includes(bo.id)) };
  }, channel);
  expect(read).toEqual({ receipts: ["bo"], last: "two", readByBo: true });
});

test("channels are changed, muted, hidden, cleared, left and deleted, and observers hear of it", async ({ visit, backend }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.run((app) => {
    const id = (name: string) => ({ id: of }: Channel) => app.note(name)(of);
    app.kitty.onChannelJoined(id("joined"));
    app.kitty.onChannelLeft(id("left"));
    app.kitty.onChannelUpdated(({ name }) => app.note("updated")(name));
    app.kitty.onChannelHidden(id("hidden"));
    app.kitty.onChannelUnhidden(id("unhidden"));
    app.kitty.onChannelDeleted(id("deleted"));
  });
  await ada.run(async (app, given) => {
    await app.ok(app.kitty.updateChannel({ channel: { ...given, name: "Market", properties: { colour: "red" } } }));
  }, channel);
  await bo.enter(channel);
  const shown = await bo.run(async (app, { id }) => (await app.ok(app.kitty.getChannel(id))).channel, channel);
  expect(shown).toMatchObject({ id: channel.id, name: "Market", properties: { colour: "red" } });

  const closet = await ada.create({ type: "PRIVATE", name: "closet", members: [{ username: "bo" }] });
  await expect.poll(() => bo.told("joined")).toContain(closet.id);
  const muted = await bo.run(async (app, given) => {
    app.kitty.onNotificationReceived(({ muted: quiet }) => app.note("muted")(quiet));
    await app.ok(app.kitty.muteChannel({ channel: given }));
  }, closet);
  expect(muted).toBeUndefined();
  await ada.say(closet, "psst");
  await expect.poll(() => bo.told("muted")).toEqual([true]);
  await bo.run(async (app, given) => {
    await app.ok(app.kitty.unmuteChannel({ channel: given }));
    await app.ok(app.kitty.clearChannelHistory({ channel: given }));
    app.note("cleared")((await app.ok(app.kitty.getMessages({ channel: given }))).paginator.items.length);
    await app.ok(app.kitty.leaveChannel({ channel: given }));
  }, closet);
  expect(await bo.told("cleared")).toEqual([0]);
  await expect.poll(() => bo.told("left")).toEqual([closet.id]);
  expect(await backend.members(cidOf(closet))).toEqual(["ada"]);

  const pair = await ada.create({ type: "DIRECT", members: [{ username: "bo" }] });
  const nameless = await ada.run(async (app, given) => (await app.ok(app.kitty.updateChannel({ channel: given, properties: { pinned: true } }))).channel, pair);
  expect(nameless).toMatchObject({ name: "", displayName: "bo", properties: { pinned: true } });
  await bo.run(async (app, given) => void (await app.ok(app.kitty.hideChannel({ channel: given }))), pair);
  await expect.poll(() => bo.told("hidden")).toContain(pair.id);
  expect(await bo.run(async (app) => (await app.ok(app.kitty.getChannels())).paginator.items.map(({ id }) => id))).not.toContain(pair.id);
  await ada.say(pair, "are you there?");
  await expect.poll(() => bo.run(async (app) => (await app.ok(app.kitty.getChannels())).paginator.items.map(({ id }) => id))).toContain(pair.id);

  await ada.run(async (app, given) => void (await app.ok(app.kitty.deleteChannel({ channel: given }))), channel);
  await expect.poll(() => bo.told("deleted")).toEqual([channel.id]);
});

test("who types anywhere, mentions, custom events and threads", async ({ visit, backend }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.run((app) => {
    app.kitty.onParticipantStartedTyping(({ name }) => app.note("typing")(name));
    app.kitty.onNotificationReceived(({ data }) => app.note("notified")(data.type));
    app.kitty.onUserPresenceChanged(({ name, presence }) => app.note("presence")(`${name} ${presence.online}`));
  });
  await expect.poll(() => backend.watchers(cidOf(channel)), "he watches in the background").toEqual(["bo"]);
  await ada.type(channel, "h");
  await expect.poll(() => bo.told("typing")).toEqual(["ada"]);

  const { message } = await ada.run((app, given) => app.ok(app.kitty.sendMessage({ channel: given, body: "hello <@bo>" })), channel);
  expect(message).toMatchObject({ mentions: [{ type: "USER", tag: "<@bo>", startPosition: 6, endPosition: 11, user: { name: "bo" } }] });
  await expect.poll(() => bo.told("notified")).toEqual(["USER:MENTIONED:USER"]);

  await bo.run((app, given) => void app.kitty.startChatSession({
    channel: given, onEventTriggered: ({ type, user, properties }) => app.note("event")({ type, by: user.name, properties }),
    onThreadReceivedMessage: (thread, reply) => app.note("thread")({ type: thread.type, body: "body" in reply && reply.body }),
  }), channel);
  await ada.run(async (app, given) => {
    await app.ok(app.kitty.triggerEvent({ channel: given, type: "wave", properties: { hands: 2 } }));
    const [root] = (await app.ok(app.kitty.getMessages({ channel: given }))).paginator.items;
    const { thread } = await app.ok(app.kitty.createThread({ message: root! }));
    await app.ok(app.kitty.sendMessage({ thread, body: "in the thread" }));
  }, channel);
  await expect.poll(() => bo.told("event")).toEqual([{ type: "wave", by: "ada", properties: { hands: 2 } }]);
  await expect.poll(() => bo.told("thread")).toEqual([{ type: "MESSAGE", body: "in the thread" }]);
});
