/** Checks 27, 29 and 39 after a socket was gone for five seconds and without any socket, and what a session hears of such a gap. */
import { expect, test } from "./kitty_test.js";
import type { BreakableServer } from "../faults/breakable_server.js";
import { hearing, meet, notified, typing } from "./scenes.js";

const SCENES = { "check 27: hearing": hearing, "check 29: typing": typing, "check 39: being notified": notified };

/** Milliseconds without a socket. */
const GONE = 5_000;

/** Ends the sockets of all these people, and lets nobody connect in any way for five seconds. */
async function loseSockets(server: BreakableServer, ...people: string[]): Promise<void> {
  await server.breaks({ kind: "refuse_upgrade", how: "403", for_ms: GONE });
  await server.breaks({ kind: "answer", status: 503, code: -1, path: "/longpoll", for_ms: GONE });
  for (const user_id of people) await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id });
  await expectConnections(server, 0, people);
}

/** Waits until so many connections of each of these people are open. */
async function expectConnections(server: BreakableServer, open: number, people: string[]): Promise<void> {
  for (const name of people) await expect.poll(() => connections(server, name), { timeout: 20_000 }).toBe(open);
}

/** How many connections of a user are open. */
async function connections(server: BreakableServer, user: string): Promise<number> {
  return (await server.ledger(user)).connections.filter(({ open }) => open).length;
}

for (const [name, scene] of Object.entries(SCENES)) {
  test(`${name}, before and after the sockets were gone for five seconds`, async ({ visit, server }) => {
    await scene(await meet(visit), async () => {
      await loseSockets(server, "ada", "bo");
      await expectConnections(server, 1, ["ada", "bo"]);
    });
  });

  test(`${name}, where no WebSocket opens`, async ({ visit, server }) => {
    await server.breaks({ kind: "refuse_upgrade", how: "403" });
    await scene(await meet(visit), async () => {
      for (const user of ["ada", "bo"]) {
        expect((await server.ledger(user)).connections.map(({ transport }) => transport)).toEqual(["longpoll"]);
      }
    });
  });
}

test("a chat session goes on after its socket was gone for five seconds, and hears everything once", async ({ visit, server }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.run((app) => {
    app.kitty.onCurrentUserChanged(app.note("user"));
    app.kitty.onCurrentUserOffline(() => app.note("connection")("lost"));
    app.kitty.onCurrentUserOnline(() => app.note("connection")("back"));
  });
  await ada.enter(channel);
  await bo.say(channel, "before");
  await expect.poll(() => ada.heard()).toEqual(["before"]);
  await loseSockets(server, "ada");
  await bo.say(channel, "meanwhile");
  await expectConnections(server, 1, ["ada"]);
  await expect.poll(() => ada.heard()).toEqual(["before", "meanwhile"]);
  await bo.enter(channel);
  await expect.poll(() => ada.names("onParticipantEnteredChat")).toEqual(["bo"]);
  await bo.say(channel, "after");
  await expect.poll(() => ada.heard()).toEqual(["before", "meanwhile", "after"]);
  await bo.type(channel, "hel");
  await expect.poll(() => ada.told("onReceivedKeystrokes")).toEqual([{ username: "bo", keys: "hel" }]);
  expect(await ada.names("onTypingStarted")).toEqual(["bo"]);
  expect(await ada.told("connection")).toEqual(["lost", "back"]);
  expect((await ada.told("user")).length, "the current user has not changed").toBe(1);
});
