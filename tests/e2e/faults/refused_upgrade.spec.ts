/** Sockets are refused on the way, in the three forms that proxies know. */
import { AMIRA, expect, expectConnected, expectTexts, ROOM, test } from "./faults_test.js";

for (const [how, limit] of [["403", 2_000], ["200", 2_000], ["black_hole", 9_000]] as const) {
  test(`where an upgrade is answered with ${how}, it polls after one attempt`, async ({ open, server, ben }) => {
    await server.breaks({ kind: "refuse_upgrade", how, user_id: AMIRA });
    const tab = await open({ enableWSFallback: true });
    expect(await tab.run((rig) => rig.connect()), "milliseconds that connectUser took").toBeLessThan(limit);
    expect((await server.ledger(AMIRA)).requests.filter(({ endpoint }) => endpoint === "/connect").length, "attempts by socket").toBe(1);
    await tab.run((rig, room) => rig.client.channel("messaging", room).watch().then(() => undefined), ROOM);
    await ben.send(ROOM, "by poll");
    await expectTexts(tab, ["by poll"]);
  });
}

test("without the fallback it goes on trying, says why, and connects when it may", async ({ open, server, ben }) => {
  await ben.send(ROOM, "before");
  await server.breaks({ kind: "refuse_upgrade", how: "403", times: 2, user_id: AMIRA });
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await expectConnected(tab, undefined, "websocket");
  expect(await tab.run((rig) => rig.reasons())).toContain("socket-refused");
  await expectTexts(tab, ["before"]);
});
