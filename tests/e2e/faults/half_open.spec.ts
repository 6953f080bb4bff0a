/** The link falls silent while TCP stays up: nobody says so, and the client finds out by itself. */
import { AMIRA, expect, expectConnected, expectTexts, ROOM, test } from "./faults_test.js";

test("a half-open link is noticed within 15 s, and what was missed is there", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await ben.send(ROOM, "before");
  await expectTexts(tab, ["before"]);

  await server.breaks({ kind: "half_open", user_id: AMIRA });
  await ben.send(ROOM, "missed");
  await expectTexts(tab, ["before", "missed"], 20_000);
  await expectConnected(tab);
  await ben.send(ROOM, "after");
  await expectTexts(tab, ["before", "missed", "after"]);
  expect(await tab.run((rig) => rig.reasons())).toContain("no-reply");
  expect((await server.ledger(AMIRA)).connections.length, "connections made in all").toBe(2);
});
