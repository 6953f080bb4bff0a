/** A box on the way lets sockets open and kills them: the client polls instead, and goes back when the box is gone. */
import { AMIRA, expect, expectConnected, expectTexts, ROOM, test } from "./faults_test.js";

test("sockets that die after 300 ms lead to polling and, when they hold, back; nothing is lost or doubled", async ({ open, server, ben }) => {
  const tab = await open({ enableWSFallback: true });
  const remove = await server.breaks({ kind: "kill_socket", after_ms: 300, user_id: AMIRA });
  await tab.run((rig) => rig.connect());
  await expectConnected(tab, 8_000, "longpoll");
  await tab.run((rig, room) => rig.client.channel("messaging", room).watch().then(() => undefined), ROOM);
  const texts = ["by poll"];
  await ben.send(ROOM, "by poll");
  await expectTexts(tab, texts);
  expect(await remove(), "sockets wasted until then").toBe(2);

  // Somebody writes all the time while the client changes over.
  let writing = true;
  const written = (async () => {
    while (writing) {
      const text = `message ${texts.length}`;
      await ben.send(ROOM, text);
      texts.push(text);
    }
  })();
  await expect.poll(() => tab.run((rig) => rig.client.connectionState.transport), { timeout: 40_000, intervals: [500] }).toBe("websocket");
  writing = false;
  await written;
  await expectTexts(tab, texts, 10_000);
  const heard = await tab.run((rig) => rig.heard());
  expect(heard.length, "no message was announced twice").toBe(new Set(heard).size);
  await expect.poll(async () => (await server.ledger(AMIRA)).connections.filter(({ open }) => open).map(({ transport }) => transport)).toEqual(["websocket"]);
});
