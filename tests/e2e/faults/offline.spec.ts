/** The machine loses its network and gets it back; the browser says so. */
import { AMIRA, expect, expectConnected, expectTexts, ROOM, SOON, test } from "./faults_test.js";

test("a page that goes offline is back as soon as there is a network, with what it missed", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await tab.setOffline(true);
  // Emulation may let sockets live; a machine without a network does not.
  const remove = await server.breaks({ kind: "refuse_upgrade", how: "black_hole", user_id: AMIRA });
  await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id: AMIRA });
  await expect.poll(() => tab.run((rig) => rig.client.wsConnection?.isHealthy)).toBe(false);
  await ben.send(ROOM, "missed");

  await remove();
  const from = Date.now();
  await tab.setOffline(false);
  await expectConnected(tab);
  expect(Date.now() - from, "milliseconds from `online` to connected").toBeLessThan(SOON);
  await expectTexts(tab, ["missed"]);
  await ben.send(ROOM, "after");
  await expectTexts(tab, ["missed", "after"]);
});

test("an app that starts offline is connected when the network comes, without doing anything", async ({ open, server, ben }) => {
  const tab = await open();
  await ben.send(ROOM, "before");
  await tab.setOffline(true);
  const remove = await server.breaks({ kind: "refuse_upgrade", how: "black_hole", user_id: AMIRA });
  const entered = tab.run((rig, room) => rig.enter(room), ROOM);
  await expect.poll(() => tab.run((rig) => rig.states.length)).toBeGreaterThan(0);
  expect(await tab.run((rig) => rig.client.connectionState.state)).not.toBe("connected");
  await remove();
  await tab.setOffline(false);
  await expectConnected(tab);
  await entered;
  await expectTexts(tab, ["before"]);
});
