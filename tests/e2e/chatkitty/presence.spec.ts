/** Checks 30 and 31: who enters and leaves a chat, who is online; also where there are many members. */
import { expect, test } from "./kitty_test.js";
import { meet } from "./scenes.js";

test("check 30: others enter and leave a chat by their sessions, or by closing the page", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  const cy = await visit("cy");
  await cy.join(channel);
  await ada.enter(channel);
  await ada.say(channel, "ada is here");
  await expect.poll(() => ada.heard()).toEqual(["ada is here"]);

  await bo.listed();
  await bo.run((app, { id }) => app.ok(app.kitty.getChannel(id)).then(() => undefined), channel);
  await cy.enter(channel);
  await expect.poll(() => ada.names("onParticipantEnteredChat")).toEqual(["cy"]);
  await bo.enter(channel);
  await expect.poll(() => ada.names("onParticipantEnteredChat")).toEqual(["cy", "bo"]);
  await bo.leave();
  await expect.poll(() => ada.names("onParticipantLeftChat")).toEqual(["bo"]);
  await cy.page.context().close();
  await expect.poll(() => ada.names("onParticipantLeftChat")).toEqual(["bo", "cy"]);
  expect(await ada.names("onParticipantEnteredChat")).toEqual(["cy", "bo"]);
});

test("check 31: a member's presence is told as it connects and disconnects", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await bo.run((app) => app.kitty.endSession());
  await ada.enter(channel);
  await ada.say(channel, "ada is here");
  await expect.poll(() => ada.heard()).toEqual(["ada is here"]);
  const presences = async () => (await ada.told<{ name: string; presence: object }>("onParticipantPresenceChanged")).map(({ name, presence }) => ({ name, ...presence }));
  const before = (await presences()).length;
  const [online, offline] = [{ name: "bo", online: true, status: "AVAILABLE" }, { name: "bo", online: false, status: "UNAVAILABLE" }];
  await bo.signIn("bo");
  await expect.poll(async () => (await presences()).slice(before)).toEqual([online]);
  await bo.run((app) => app.kitty.endSession());
  await expect.poll(async () => (await presences()).slice(before)).toEqual([online, offline]);
});

test("check 31: what a member says about being there is told, a new name is not", async ({ visit }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.enter(channel);
  await ada.say(channel, "ada is here");
  await expect.poll(() => ada.heard()).toEqual(["ada is here"]);
  await bo.run(async (app) => {
    await app.ok(app.kitty.updateCurrentUser((user) => ({ ...user, displayName: "Bo Diddley" })));
    await app.ok(app.kitty.updateCurrentUser((user) => ({ ...user, presence: { ...user.presence, status: "DO_NOT_DISTURB" } })));
  });
  await expect.poll(() => ada.told("onParticipantPresenceChanged")).toMatchObject([
    { name: "bo", displayName: "Bo Diddley", presence: { online: true, status: "DO_NOT_DISTURB" } },
  ]);
});

test("check 31: presence, of the fourteenth member as well", async ({ visit, backend }) => {
  const members = ["ada", ...Array.from({ length: 12 }, (_, number) => `member-${number}`), "bo"];
  await backend.seed({ users: members.map((id) => ({ id })), channels: [{ type: "messaging", id: "1000", name: "crowd", members }] });
  const ada = await visit("ada");
  const { channel } = await ada.run((app) => app.ok(app.kitty.getChannel(1000)));
  await ada.enter(channel);
  await ada.say(channel, "ada is here");
  await expect.poll(() => ada.heard()).toEqual(["ada is here"]);
  await visit("bo");
  await expect.poll(() => ada.told("onParticipantPresenceChanged")).toMatchObject([{ name: "bo", presence: { online: true, status: "AVAILABLE" } }]);
});
