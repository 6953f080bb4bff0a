/** A token expires: under parallel calls, and while the link is being made again. */
import { AMIRA, expect, expectConnected, expectTexts, ROOM, test } from "./faults_test.js";

test("20 calls that meet an expired token ask for one new token, and all succeed", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await ben.send(ROOM, "before");
  const remove = await server.breaks({ kind: "expire_tokens", user_id: AMIRA });
  const found = await tab.run(async (rig, room) => {
    const calls = Array.from({ length: 20 }, () => rig.client.channel("messaging", room).query({ messages: { limit: 1 } }));
    return (await Promise.all(calls)).map(({ messages }) => messages.length);
  }, ROOM);
  expect(found).toEqual(Array(20).fill(1));
  expect(await tab.run((rig) => rig.tokens), "one to connect, one after it expired").toBe(2);
  expect(await remove(), "calls that were refused").toBeGreaterThan(1);
});

test("a reconnect that meets an expired token asks for another and is back", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  const remove = await server.breaks({ kind: "expire_tokens", user_id: AMIRA });
  await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id: AMIRA });
  await ben.send(ROOM, "missed");
  await expectTexts(tab, ["missed"], 10_000);
  await expectConnected(tab);
  expect(await tab.run((rig) => rig.tokens)).toBe(2);
  expect(await remove(), "connects that were refused").toBe(1);
});
