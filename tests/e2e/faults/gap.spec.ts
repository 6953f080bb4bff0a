/** More messages are missed than a recovery fills in: the client says where they are missing, and paging fills them in. */
import { AMIRA, CID, expect, expectConnected, expectTexts, ROOM, test } from "./faults_test.js";

const MISSED = 640;

test("what is too much to fill in is declared as a gap, and paging closes it", async ({ open, server, ben }) => {
  const tab = await open();
  await tab.run((rig, room) => rig.enter(room), ROOM);
  await ben.send(ROOM, "before");
  await expectTexts(tab, ["before"]);
  const remove = await server.breaks({ kind: "refuse_upgrade", how: "403", user_id: AMIRA });
  await server.breaks({ kind: "kill_socket", now: true, times: 1, user_id: AMIRA });
  const missed = Array.from({ length: MISSED }, (_, number) => `missed ${number}`);
  for (const text of missed) await ben.send(ROOM, text);
  await remove();
  await expectConnected(tab, 20_000);
  const declared = () => tab.run((rig) => rig.events.find(({ type }) => type === "connection.recovered")?.channels ?? null);
  await expect.poll(declared).toEqual({ [CID]: "gap" });
  const held = await tab.run((rig, room) => rig.texts(room), ROOM);
  expect(held.length, "there is something to declare").toBeLessThan(MISSED + 1);
  expect(held.at(-1)).toBe(missed.at(-1));

  const pages = await tab.run(async (rig, room) => {
    const channel = rig.client.channel("messaging", room);
    for (let page = 0; ; page++) {
      const gap = channel.state.gaps[0];
      if (!gap || page > 20) return page;
      await channel.query({ messages: { limit: 100, id_lt: gap.before } });
    }
  }, ROOM);
  expect(pages).toBeGreaterThan(0);
  expect(pages).toBeLessThan(20);
  expect(await tab.run((rig, room) => rig.texts(room), ROOM)).toEqual(["before", ...missed]);
});
