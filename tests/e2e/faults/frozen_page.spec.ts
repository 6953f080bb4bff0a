/** The browser freezes a hidden page, its socket dies meanwhile, and the page wakes up. */
import { test } from "./chromium_window.js";
import { AMIRA, expect, expectConnected, expectTexts, ROOM, SOON } from "./faults_test.js";

for (const [fault, words] of [
  [{ kind: "kill_socket", now: true, times: 1 }, "was closed"],
  [{ kind: "half_open" }, "fell silent"],
] as const) {
  test(`a page that wakes up is back at once when its link ${words} meanwhile`, async ({ tabInWindow, server, ben }) => {
    const { tab, hide, freeze, show } = tabInWindow;
    await tab.run((rig, room) => rig.enter(room), ROOM);
    await tab.run(() => document.addEventListener("freeze", () => (document.title = "was frozen")));
    await hide();
    await freeze();
    await server.breaks({ ...fault, user_id: AMIRA });
    await ben.send(ROOM, "missed");
    const before = (await server.ledger(AMIRA)).connections.length;
    await show();
    await expectTexts(tab, ["missed"], SOON);
    await expectConnected(tab);
    expect(await tab.run(() => document.title)).toBe("was frozen");
    expect(before, "frozen, it could not connect again").toBe(1);
  });
}
