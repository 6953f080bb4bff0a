/** Checks 27, 29 and 39 as scenes of two people, which happen in good weather and in bad. What the weather does is the spec's. */
import type { Channel } from "chatkitty";
import type { KittyPage } from "./kitty_page.js";
import { expect } from "./kitty_test.js";

/** Two people in one public channel of which both are members. */
export interface Pair {
  ada: KittyPage;
  bo: KittyPage;
  channel: Channel;
}

/** What happens in the middle of a scene, when chat sessions and observers are there. */
export type Weather = () => Promise<void>;

const fine: Weather = async () => {};

/** Milliseconds in which somebody who fell silent counts as having stopped. */
const SILENCE = 8_000;

export async function meet(visit: (username: string) => Promise<KittyPage>): Promise<Pair> {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  const channel = await ada.create({ type: "PUBLIC", name: "square" });
  await bo.join(channel);
  return { ada, bo, channel };
}

/** Check 27: messages of both reach Ada once each, and none while her chat session is ended. */
export async function hearing({ ada, bo, channel }: Pair, weather = fine): Promise<void> {
  await ada.enter(channel);
  await bo.say(channel, "good morning");
  await expect.poll(() => ada.heard()).toEqual(["good morning"]);
  await weather();
  await bo.say(channel, "from bo");
  await expect.poll(() => ada.heard()).toEqual(["good morning", "from bo"]);
  await ada.say(channel, "from ada");
  await expect.poll(() => ada.heard()).toEqual(["good morning", "from bo", "from ada"]);
  await ada.leave();
  await ada.run((app) => void app.kitty.onNotificationReceived(app.note("notified")));
  await bo.say(channel, "while she is away");
  await expect.poll(async () => (await ada.told("notified")).length, "it has come").toBe(1);
  await ada.enter(channel);
  await bo.say(channel, "she is back");
  await expect.poll(() => ada.heard()).toEqual(["good morning", "from bo", "from ada", "she is back"]);
  const messages = await ada.told<{ type: string; user: { name: string }; channelId: number }>("onReceivedMessage");
  expect(messages.at(-1)).toMatchObject({ type: "TEXT", user: { name: "bo" }, channelId: channel.id });
}

/** Check 29: Bo is told once that Ada types, and once that she stopped, whatever ended it. Ends with the end of her page. */
export async function typing({ ada, bo, channel }: Pair, weather = fine): Promise<void> {
  const counts = async () => [(await bo.names("onTypingStarted")).length, (await bo.names("onTypingStopped")).length];
  const expectCounts = (started: number, stopped: number, timeout = 15_000) => expect.poll(counts, { timeout }).toEqual([started, stopped]);
  await ada.enter(channel);
  await bo.enter(channel);
  await bo.say(channel, "bo is here");
  await expect.poll(async () => (await ada.heard()).at(-1)).toBe("bo is here");
  await weather();

  await ada.type(channel, "h");
  await expectCounts(1, 0);
  await ada.type(channel, "he");
  await ada.type(channel, "");
  await expectCounts(1, 1);
  await ada.type(channel, "hello");
  await expectCounts(2, 1);
  await ada.say(channel, "hello");
  await expectCounts(2, 2);
  await ada.type(channel, "and");
  await expectCounts(3, 2);
  expect(await ada.names("onTypingStarted"), "her own").toEqual([]);
  await ada.page.context().close();
  await expectCounts(3, 3, SILENCE);
  expect(new Set([...(await bo.names("onTypingStarted")), ...(await bo.names("onTypingStopped"))])).toEqual(new Set(["ada"]));
}

/** Check 39: Bo is notified once of what Ada says, unless he is in a chat session or says it himself. */
export async function notified({ ada, bo, channel }: Pair, weather = fine): Promise<void> {
  const bodies = async () => (await bo.told<{ data: { message: { body: string } } }>("notified")).map(({ data }) => data.message.body);
  await bo.run((app) => void (app.unsubscribe = app.kitty.onNotificationReceived(app.note("notified"))));
  await weather();
  await ada.say(channel, "first");
  await expect.poll(bodies).toEqual(["first"]);
  const [notification] = (await bo.told<object>("notified")).slice(-1);
  expect(notification).toMatchObject({
    title: expect.stringContaining("ada"), body: "first", muted: false, readTime: null,
    data: { type: "USER:SENT:MESSAGE", channelId: channel.id, message: { type: "TEXT", body: "first", user: { name: "ada" } } },
  });

  await bo.enter(channel);
  await bo.say(channel, "bo himself, in the session");
  await ada.say(channel, "while he looks");
  await expect.poll(() => bo.heard()).toEqual(["bo himself, in the session", "while he looks"]);
  await bo.leave();
  await bo.say(channel, "bo himself, outside");
  await ada.say(channel, "second");
  await expect.poll(bodies).toEqual(["first", "second"]);

  await bo.run((app) => {
    app.unsubscribe?.();
    app.kitty.onNotificationReceived(app.note("other"));
  });
  await ada.say(channel, "third");
  await expect.poll(async () => (await bo.told("other")).length).toBeGreaterThan(0);
  expect(await bodies()).toEqual(["first", "second"]);
}
