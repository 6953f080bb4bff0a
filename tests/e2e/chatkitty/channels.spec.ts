/** Checks 11, 12, 14 to 16 and 18 to 22: creating channels of the four kinds, lists of them, finding one. */
import type { KittyPage } from "./kitty_page.js";
import { cidOf, expect, test } from "./kitty_test.js";

test("check 11: a public channel has what was asked for, and its creator as a member", async ({ visit }) => {
  const ada = await visit("ada");
  const channel = await ada.create({ type: "PUBLIC", name: "Town square" });
  expect(channel).toMatchObject({ type: "PUBLIC", name: "Town square", id: expect.any(Number), properties: {} });
  const members = await ada.run(async (app, given) =>
    (await app.ok(app.kitty.getChannelMembers({ channel: given }))).paginator.items.map(({ name }) => name), channel);
  expect(members).toEqual(["ada"]);
});

test("check 12: an unknown kind or member gives a failed result, and nothing is created", async ({ visit, backend }) => {
  const ada = await visit("ada");
  const results = await ada.run((app) => Promise.all([
    app.kitty.createChannel({ type: "SECRET" as "PUBLIC", name: "one" }),
    app.kitty.createChannel({ type: "DIRECT", members: [{ username: "nobody" }] }),
    app.kitty.createChannel({ type: "DIRECT", members: [{ id: 12345 }] }),
    app.kitty.createChannel({ type: "PRIVATE", name: "two", members: [{ username: "nobody" }] }),
  ]));
  for (const result of results) {
    expect(result).toMatchObject({ succeeded: false, failed: true, error: { error: expect.stringMatching(/Error$/), message: expect.stringMatching(/./) } });
  }
  expect(await backend.channelCount()).toBe(0);
});

test("check 14: a direct channel has all its members at once", async ({ visit }) => {
  const [ada, bo, cy] = [await visit("ada"), await visit("bo"), await visit("cy")];
  const id = (of: KittyPage) => of.run((app) => app.kitty.currentUser!.id);
  const channel = await ada.create({ type: "DIRECT", name: "three", members: [{ id: await id(bo) }, { id: await id(cy) }] });
  if (channel.type !== "DIRECT") throw new Error(channel.type);
  expect(channel.members.map(({ name }) => name).sort()).toEqual(["ada", "bo", "cy"]);
  const seen = await bo.run(async (app) => (await app.ok(app.kitty.getChannels())).paginator.items);
  expect(seen).toMatchObject([{ id: channel.id, type: "DIRECT" }]);
});

test("check 15: the same people have one direct channel, whoever creates it", async ({ visit }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  await visit("cy");
  const created = async (by: KittyPage, ...others: string[]) =>
    (await by.create({ type: "DIRECT", members: others.map((username) => ({ username })) })).id;
  const first = await created(ada, "bo", "cy");
  expect(await created(ada, "cy", "bo")).toBe(first);
  expect(await created(bo, "cy", "ada")).toBe(first);
  expect(await created(bo, "ada")).not.toBe(first);
});

test("check 16: a direct channel has nine others at most", async ({ visit, backend }) => {
  const others = Array.from({ length: 10 }, (_, number) => `other-${number}`);
  await backend.seed({ users: others.map((id) => ({ id })) });
  const ada = await visit("ada");
  const create = (count: number) => ada.run((app, names) =>
    app.kitty.createChannel({ type: "DIRECT", members: names.map((username) => ({ username })) }), others.slice(0, count));
  expect(await create(10)).toMatchObject({ succeeded: false, failed: true, error: { error: expect.any(String) } });
  expect(await backend.channelCount()).toBe(0);
  expect(await create(9)).toMatchObject({ succeeded: true });
  expect(await backend.channelCount()).toBe(1);
});

test("check 18: anybody lists an open channel, chats in it without joining, and is heard", async ({ visit, backend }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  const channel = await ada.create({ type: "OPEN", name: "stage" });
  expect(channel.type).toBe("OPEN");
  await ada.enter(channel);
  const [listed] = await bo.run(async (app) => (await app.ok(app.kitty.getChannels())).paginator.items);
  expect(listed).toMatchObject({ id: channel.id, type: "OPEN", name: "stage" });
  await bo.enter(listed!);
  await bo.say(listed!, "hello from the crowd");
  await expect.poll(() => ada.heard()).toEqual(["hello from the crowd"]);
  await expect.poll(() => bo.heard()).toEqual(["hello from the crowd"]);
  expect(await backend.members(cidOf(channel))).not.toContain("bo");
});

test("check 19: the list holds the channels one can chat in, of every kind", async ({ visit }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  await ada.create({ type: "PUBLIC", name: "public" });
  await ada.create({ type: "PRIVATE", name: "private" });
  await ada.create({ type: "DIRECT", name: "direct", members: [{ username: "bo" }] });
  await bo.create({ type: "OPEN", name: "open" });
  await bo.create({ type: "PUBLIC", name: "not joined" });
  await bo.create({ type: "PRIVATE", name: "not invited" });
  const kinds = await ada.run(async (app) => (await app.ok(app.kitty.getChannels())).paginator.items.map(({ name, type }) => `${type} ${name}`));
  expect(kinds.sort()).toEqual(["DIRECT direct", "OPEN open", "PRIVATE private", "PUBLIC public"]);
});

test("check 20: joinable channels are public ones, and leave that list on joining", async ({ visit }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  const channel = await ada.create({ type: "PUBLIC", name: "public" });
  await ada.create({ type: "PRIVATE", name: "private" });
  await ada.create({ type: "OPEN", name: "open" });
  expect(await bo.listed(true)).toEqual(["public"]);
  expect(await bo.listed()).toEqual(["open"]);
  await bo.join(channel);
  expect(await bo.listed(true)).toEqual([]);
  expect((await bo.listed()).sort()).toEqual(["open", "public"]);
});

test("check 21: sixty channels come in pages of 25, forwards and back", async ({ visit, backend }) => {
  const channels = Array.from({ length: 60 }, (_, number) => ({ type: "messaging", id: String(1000 + number), name: `room ${number}`, members: ["ada"] }));
  await backend.seed({ users: [{ id: "ada" }], channels });
  const ada = await visit("ada");
  const found = await ada.run(async (app) => {
    const first = (await app.ok(app.kitty.getChannels())).paginator;
    const second = await first.nextPage();
    const third = await second.nextPage();
    const beyond = await third.nextPage().then(() => "another page", (error: { error: string }) => error.error);
    const before = await first.prevPage().then(() => "another page", (error: { error: string }) => error.error);
    const back = await second.prevPage();
    const pages = [first, second, third];
    return {
      sizes: pages.map(({ items }) => items.length),
      next: pages.map(({ hasNextPage }) => hasNextPage),
      prev: pages.map(({ hasPrevPage }) => hasPrevPage),
      different: new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size,
      again: JSON.stringify(back.items.map(({ id }) => id)) === JSON.stringify(first.items.map(({ id }) => id)),
      beyond, before,
    };
  });
  expect(found).toEqual({
    sizes: [25, 25, 10], next: [true, true, false], prev: [false, true, true],
    different: 60, again: true, beyond: "PageOutOfBoundsError", before: "PageOutOfBoundsError",
  });
});

test("check 22: a channel is found by its id after the page was loaded anew", async ({ visit }) => {
  const ada = await visit("ada");
  await visit("bo");
  const created = [
    await ada.create({ type: "PUBLIC", name: "public" }),
    await ada.create({ type: "PRIVATE", name: "private" }),
    await ada.create({ type: "OPEN", name: "open" }),
    await ada.create({ type: "DIRECT", members: [{ username: "bo" }] }),
  ];
  for (const { id, type } of created) {
    await ada.reload("ada");
    const { channel } = await ada.run((app, wanted) => app.ok(app.kitty.getChannel(wanted)), id);
    expect(channel).toMatchObject({ id, type });
  }
  expect(await ada.run((app) => app.kitty.getChannel(4_000_000))).toMatchObject({ succeeded: false, failed: true, error: { error: "ResourceNotFoundError" } });
});
