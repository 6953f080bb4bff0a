/** The link falls silent while another tab is in front: whoever comes back to the chat need not wait for it. */
import { test } from "./chromium_window.js";
import { AMIRA, expect, expectConnected, expectTexts, ROOM, SOON } from "./faults_test.js";

test("a link that died behind another tab is replaced as soon as the tab is in front", async ({ tabInWindow, server, ben }) => {
  const { tab, hide, show } = tabInWindow;
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await hide();
  await server.breaks({ kind: "half_open", user_id: AMIRA });
  await ben.send(ROOM, "missed");
  expect(await tab.run((rig) => rig.client.connectionState.state), "hidden, it has not noticed yet").toBe("connected");
  await show();
  await expectTexts(tab, ["missed"], SOON);
  await expectConnected(tab);
  expect(await tab.run((rig) => rig.reasons())).toContain("no-reply");
});

test("a socket that is closed behind another tab is replaced there", async ({ tabInWindow, server, ben }) => {
  const { tab, hide } = tabInWindow;
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await hide();
  await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id: AMIRA });
  await expect.poll(() => tab.run((rig) => rig.reasons())).toContain("socket-closed");
  await ben.send(ROOM, "behind");
  await expectTexts(tab, ["behind"], 10_000);
});
