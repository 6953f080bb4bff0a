/** Checks 13, 17, 23 and 24: who may join or be added, and who the members are. */
import { cidOf, expect, test } from "./kitty_test.js";

test("check 13: a private channel is neither listed nor joined until somebody in it adds one", async ({ visit, backend }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  const channel = await ada.create({ type: "PRIVATE", name: "cellar" });
  expect(channel.type).toBe("PRIVATE");
  expect(await bo.listed(true)).toEqual([]);
  const thrown = await bo.run((app, given) => app.thrown(() => app.kitty.joinChannel({ channel: given })), channel);
  expect(thrown).toMatchObject({ error: "ChannelNotPubliclyJoinableError", channel: { id: channel.id } });
  expect(await backend.members(cidOf(channel))).toEqual(["ada"]);

  const user = await bo.run((app) => app.kitty.currentUser!);
  await ada.run(async (app, given) => void (await app.ok(app.kitty.inviteUser(given))), { channel, user });
  expect(await bo.listed()).toEqual(["cellar"]);
});

test("check 17: nobody can be added to a direct channel", async ({ visit, backend }) => {
  const [ada, cy] = [await visit("ada"), await visit("cy")];
  await visit("bo");
  const channel = await ada.create({ type: "DIRECT", members: [{ username: "bo" }] });
  const user = await cy.run((app) => app.kitty.currentUser!);
  const refused = await ada.run((app, given) => app.thrown(() => app.kitty.inviteUser(given)), { channel, user });
  expect(refused).toMatchObject({ error: "ChannelNotInvitableError", channel: { id: channel.id } });
  const joining = await cy.run((app, given) => app.thrown(() => app.kitty.joinChannel({ channel: given })), channel);
  expect(joining?.error).toBe("ChannelNotPubliclyJoinableError");
  expect(await backend.members(cidOf(channel))).toEqual(["ada", "bo"]);
});

test("check 23: who joins is a member for others too, and joining twice is no error", async ({ visit }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  const channel = await ada.create({ type: "PUBLIC", name: "square" });
  const joined = await bo.join(channel);
  expect(joined).toMatchObject({ id: channel.id, type: "PUBLIC", name: "square" });
  expect(await bo.join(channel)).toMatchObject({ id: channel.id });
  const members = await ada.run(async (app, given) =>
    (await app.ok(app.kitty.getChannelMembers({ channel: given }))).paginator.items.map(({ name }) => name), channel);
  expect(members.sort()).toEqual(["ada", "bo"]);
});

test("check 24: members are users, online as they are connected", async ({ visit }) => {
  const [ada, bo] = [await visit("ada"), await visit("bo")];
  const channel = await ada.create({ type: "PUBLIC", name: "square" });
  await bo.join(channel);
  const presences = () => ada.run(async (app, given) => {
    const { paginator } = await app.ok(app.kitty.getChannelMembers({ channel: given }));
    return Object.fromEntries(paginator.items.map(({ name, presence }) => [name, presence]));
  }, channel);
  expect(await presences()).toEqual({ ada: { online: true, status: "AVAILABLE" }, bo: { online: true, status: "AVAILABLE" } });
  await bo.run((app) => app.kitty.endSession());
  await expect.poll(presences).toEqual({ ada: { online: true, status: "AVAILABLE" }, bo: { online: false, status: "UNAVAILABLE" } });
});
