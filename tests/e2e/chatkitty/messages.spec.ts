/** Checks 35, 37 and 38: texts, messages of the application, and reading back. */
import { cidOf, expect, test } from "./kitty_test.js";
import { meet } from "./scenes.js";

test("check 35: a text is sent as it is", async ({ visit }) => {
  const { ada, channel } = await meet(visit);
  await ada.enter(channel);
  const body = "Grüße 👩‍👩‍👧‍👦 🇬🇷 <b>&amp;</b>\nand a second line";
  const { message } = await ada.run((app, [given, text]) => app.ok(app.kitty.sendMessage({ channel: given, body: text })), [channel, body] as const);
  expect(message).toMatchObject({ type: "TEXT", body, id: expect.any(Number), channelId: channel.id, user: { name: "ada" }, properties: {} });
  expect(message.createdTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
});

test("check 37: texts and files of the application have no user", async ({ visit, backend }) => {
  const { ada, channel } = await meet(visit);
  await backend.seed({ users: [{ id: "bot" }] });
  await ada.enter(channel);
  await ada.say(channel, "anybody here?");
  await expect.poll(() => ada.heard()).toEqual(["anybody here?"]);
  await backend.send(cidOf(channel), "bot", { type: "system", text: "Bo joined" });
  const attachment = { type: "file", asset_url: "https://cdn.example/rules.pdf", title: "rules.pdf", mime_type: "application/pdf", file_size: 1234 };
  await backend.send(cidOf(channel), "bot", { type: "system", attachments: [attachment] });
  await expect.poll(async () => (await ada.told("onReceivedMessage")).length).toBe(3);
  const [, text, file] = await ada.told<object>("onReceivedMessage");
  expect(text).toMatchObject({ type: "SYSTEM_TEXT", body: "Bo joined" });
  expect(file).toMatchObject({ type: "SYSTEM_FILE", file: { url: "https://cdn.example/rules.pdf", name: "rules.pdf", contentType: "application/pdf", size: 1234 } });
  for (const message of [text, file]) expect(message).not.toHaveProperty("user");
});

test("check 38: messages are read back newest first, 25 a page", async ({ visit, backend }) => {
  const texts = Array.from({ length: 60 }, (_, number) => `message ${number}`);
  const messages = texts.map((text) => ({ user: "bo", text }));
  await backend.seed({ users: [{ id: "ada" }, { id: "bo" }], channels: [{ type: "messaging", id: "1000", name: "log", members: ["ada", "bo"], messages }] });
  const ada = await visit("ada");
  const found = await ada.run(async (app) => {
    const { channel } = await app.ok(app.kitty.getChannel(1000));
    const first = (await app.ok(app.kitty.getMessages({ channel }))).paginator;
    const second = await first.nextPage();
    const third = await second.nextPage();
    const alias = (await app.ok(app.kitty.getChannelMessages({ channel }))).paginator;
    const bodies = ({ items }: typeof first) => items.map((message) => ("body" in message ? message.body : undefined));
    return { pages: [first, second, third].map(bodies), alias: bodies(alias), more: [first, second, third].map(({ hasNextPage }) => hasNextPage) };
  });
  expect(found.pages.map(({ length }) => length)).toEqual([25, 25, 10]);
  expect(found.pages.flat()).toEqual(texts.toReversed());
  expect(found.alias).toEqual(found.pages[0]);
  expect(found.more).toEqual([true, true, false]);
});
