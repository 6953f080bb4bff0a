/** Checks 27, 29 and 39 after a socket was gone for five seconds and without any socket, and what a session hears of such a gap. */
import type { KittyPage } from "./kitty_page.js";
import { expect, test } from "./kitty_test.js";
import type { BreakableServer } from "../faults/breakable_server.js";
import { hearing, meet, notified, typing } from "./scenes.js";

const SCENES = { "check 27: hearing": hearing, "check 29: typing": typing, "check 39: being notified": notified };

/** Milliseconds without a socket. */
const GONE = 5_000;

/** Ends everybody's sockets, lets none open for a while, and waits until these people are connected again. */
async function loseSockets(server: BreakableServer, ...people: KittyPage[]): Promise<void> {
  const connected = async (name: string) => (await server.ledger(name)).connections.filter(({ open }) => open).length;
  await server.breaks({ kind: "refuse_upgrade", how: "403", for_ms: GONE });
  await server.breaks({ kind: "kill_socket", now: true, times: people.length });
  const names = await Promise.all(people.map((person) => person.run((app) => app.kitty.currentUser!.name)));
  for (const name of names) await expect.poll(() => connected(name)).toBe(0);
  for (const name of names) await expect.poll(() => connected(name), { timeout: 20_000 }).toBe(1);
}

for (const [name, scene] of Object.entries(SCENES)) {
  test(`${name}, after the sockets were gone for five seconds`, async ({ visit, server }) => {
    const pair = await meet(visit);
    await loseSockets(server, pair.ada, pair.bo);
    await scene(pair);
  });

  test(`${name}, where no WebSocket opens`, async ({ visit, server }) => {
    await server.breaks({ kind: "refuse_upgrade", how: "403" });
    const pair = await meet(visit);
    const transports = (await server.ledger("ada")).connections.map(({ transport }) => transport);
    expect(transports).toEqual(["longpoll"]);
    await scene(pair);
  });
}

test("a chat session goes on after its socket was gone for five seconds, and hears everything once", async ({ visit, server }) => {
  const { ada, bo, channel } = await meet(visit);
  await ada.enter(channel);
  await bo.say(channel, "before");
  await expect.poll(() => ada.heard()).toEqual(["before"]);
  await server.breaks({ kind: "refuse_upgrade", how: "403", user_id: "ada", for_ms: GONE });
  await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id: "ada" });
  const open = async () => (await server.ledger("ada")).connections.filter((connection) => connection.open).length;
  await expect.poll(open).toBe(0);
  await bo.say(channel, "meanwhile");
  await expect.poll(open, { timeout: 20_000 }).toBe(1);
  await expect.poll(() => ada.heard()).toEqual(["before", "meanwhile"]);
  await bo.enter(channel);
  await expect.poll(() => ada.names("onParticipantEnteredChat")).toEqual(["bo"]);
  await bo.say(channel, "after");
  await expect.poll(() => ada.heard()).toEqual(["before", "meanwhile", "after"]);
  await bo.type(channel, "hel");
  await expect.poll(() => ada.told("onReceivedKeystrokes")).toEqual([{ username: "bo", keys: "hel" }]);
  expect(await ada.names("onTypingStarted")).toEqual(["bo"]);
});
